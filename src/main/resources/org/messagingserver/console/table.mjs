// One row for each node, updated in place so that it keeps the focus.
import { at, sum } from "./figures.mjs";
import { make, setText } from "./dom.mjs";
import { latency, messages } from "./traffic.mjs";
import * as format from "./format.mjs";

const STATES = {
  starting: "starting",
  ready: "ready",
  not_ready: "not ready",
  stopping: "stopping",
  quiet: "no answer yet",
  silent: "no answer",
  gone: "gone",
};

const NUMBERS = [
  (history, node) => format.count(node.totals && sum(node.totals.connections)),
  (history, node) => format.perSecond(history.rates(node.id, messages).at(-1)),
  (history, node) => format.millis(history.quantiles(node.id, 0.99, latency).at(-1)),
  (history, node) => format.count(node.totals && at(node.totals, "pending")),
  (history, node) => format.share(node.totals?.processor),
  (history, node) => format.bytes(node.totals?.memory?.heap),
];

/** Returns a function that shows the nodes of a history in a table's body; a press of a node's button calls onDrain with that node. */
export function table(body, onDrain) {
  const rows = new Map();
  return (history, answer) => {
    const nodes = history.nodes().sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
    for (const node of nodes) {
      if (!rows.has(node.id)) {
        rows.set(node.id, new Row(node.id, onDrain));
      }
      rows.get(node.id).show(history, node, answer);
    }
    for (const [id, row] of rows) {
      if (!nodes.some((node) => node.id === id)) {
        row.element.remove();
        rows.delete(id);
      }
    }
    nodes.forEach((node, index) => {
      const row = rows.get(node.id).element;
      if (body.children[index] !== row) {
        body.insertBefore(row, body.children[index] ?? null);
      }
    });
  };
}

/** The name of a node, or the start of its id until it has responded for the first time. */
export function nameOf(node) {
  return node.name ?? node.id.slice(0, 8);
}

class Row {
  #name = make("span");
  #here = make("small");
  #state = make("td");
  #age = make("td");
  #numbers = NUMBERS.map(() => make("td", { class: "number" }));
  #version = make("td");
  #node;
  #button;

  constructor(id, onDrain) {
    this.#button = make("button", { type: "button", onclick: () => onDrain(this.#node) }, "Drain …");
    this.element = make(
      "tr",
      { "data-node": id },
      make("th", { scope: "row" }, this.#name, this.#here),
      this.#state,
      this.#age,
      ...this.#numbers,
      this.#version,
      make("td", {}, this.#button),
    );
  }

  show(history, node, answer) {
    this.#node = node;
    setText(this.#name, nameOf(node));
    setText(this.#here, node.id === answer.here ? "serves this page" : "");
    this.#state.className = `state ${node.state}`;
    setText(this.#state, STATES[node.state] ?? node.state);
    setText(this.#age, format.age(node.totals?.uptime));
    NUMBERS.forEach((number, index) => setText(this.#numbers[index], number(history, node)));
    setText(this.#version, (node.version ?? "–").replace("messaging-server ", ""));
    this.#button.disabled = !answer.drains || !["ready", "not_ready", "starting"].includes(node.state);
    this.#button.setAttribute("aria-label", `Drain ${nameOf(node)}`);
  }
}
