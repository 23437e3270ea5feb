// Polls the node every two seconds and shows the history.
import { charts } from "./charts.mjs";
import { find, make, setText } from "./dom.mjs";
import { askToDrain } from "./drain.mjs";
import { headline } from "./headline.mjs";
import { History } from "./history.mjs";
import { nameOf, table } from "./table.mjs";
import { tiles } from "./tiles.mjs";

const INTERVAL_MILLIS = 2000;
const TIMEOUT_MILLIS = 5000;

const history = new History();
const scope = find("scope");
const pulse = find("pulse");
const show = [tiles(find("tiles")), charts(find("charts"))];
const showNodes = table(find("nodes"), drainAsked);

function drainAsked(node) {
  const others = history.nodes().filter((other) => other.id !== node.id && other.state === "ready");
  askToDrain(node, others.length === 0);
}

async function poll() {
  try {
    const answer = await (await fetch("/console/nodes", { signal: AbortSignal.timeout(TIMEOUT_MILLIS) })).json();
    history.add(answer, Date.now() / 1000);
    showAll(answer);
    showState(headline(history.nodes()));
  } catch {
    showState({ state: "lost", text: "this node does not respond" });
  }
  setTimeout(poll, INTERVAL_MILLIS);
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

function showState({ state, text }) {
  pulse.className = state;
  setText(pulse, text);
}

scope.addEventListener("change", () => show.forEach((part) => part(history, scope.value)));
poll();
