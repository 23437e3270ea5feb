// The state of the cluster in one line: green only while no known node is missing and all of them respond.

const BAD = new Map([["gone", "gone"], ["silent", "not responding"]]);

/** The state and the text for the nodes of a history. */
export function headline(nodes) {
  const there = nodes.filter((node) => node.state !== "gone").length;
  const bad = [...BAD]
    .map(([state, text]) => [nodes.filter((node) => node.state === state).length, text])
    .filter(([number]) => number > 0)
    .map(([number, text]) => `${number} ${text}`);
  return { state: bad.length === 0 ? "live" : "short", text: ["live", there === 1 ? "one node" : `${there} nodes`, ...bad].join(", ") };
}
