// Polls the node every two seconds and shows the history.
import { charts } from "./charts.mjs";
import { find, make, say } from "./dom.mjs";
import { askToDrain } from "./drain.mjs";
import { headline } from "./headline.mjs";
import { History } from "./history.mjs";
import { nameOf, table } from "./table.mjs";
import { tiles } from "./tiles.mjs";

const PAUSE_MILLIS = 2000;
const PATIENCE_MILLIS = 5000;

const history = new History();
const scope = find("scope");
const pulse = find("pulse");
const show = [tiles(find("tiles")), charts(find("charts"))];
const showNodes = table(find("nodes"), drainAsked);

function drainAsked(node) {
  const others = history.nodes().filter((other) => other.id !== node.id && other.state === "ready");
  askToDrain(node, others.length === 0);
}

async function look() {
  try {
    const answer = await (await fetch("/console/nodes", { signal: AbortSignal.timeout(PATIENCE_MILLIS) })).json();
    history.add(answer, Date.now() / 1000);
    showAll(answer);
    feel(headline(history.nodes()));
  } catch {
    feel({ state: "lost", text: "this node does not respond" });
  }
  setTimeout(look, PAUSE_MILLIS);
}

function showAll(answer) {
  fillScope();
  showNodes(history, answer);
  find("drains").hidden = answer.drains;
  show.forEach((part) => part(history, scope.value));
}

function fillScope() {
  const nodes = history.nodes().filter((node) => node.name);
  const wanted = [["", "all nodes"], ...nodes.map((node) => [node.id, nameOf(node)])];
  if (wanted.map(([id]) => id).join() !== [...scope.options].map((option) => option.value).join()) {
    const chosen = scope.value;
    scope.replaceChildren(...wanted.map(([value, text]) => make("option", { value }, text)));
    scope.value = wanted.some(([id]) => id === chosen) ? chosen : "";
  }
}

function feel({ state, text }) {
  pulse.className = state;
  say(pulse, text);
}

scope.addEventListener("change", () => show.forEach((part) => part(history, scope.value)));
look();
