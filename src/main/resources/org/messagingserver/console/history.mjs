// What has been seen of the nodes since the page was opened: ten minutes of it.
import { gained, quantile, rate, together } from "./figures.mjs";

const LOOKS = 300;

/** Times are of so many looks: a few messages give no picture of a quantile. */
const STRETCH = 5;

/** A node that stopped in order is shown for a while, and any other that is gone for as long as it is known. */
const GONE_LOOKS = 30;

/** A node that goes is silent for a moment before it is gone; only then is it nothing to worry about. */
const PATIENCE = 3;

export class History {
  #looks = [];

  /** Adds what /console/nodes has answered. */
  add(answer, time) {
    this.#looks.push({ time, answer, nodes: new Map(answer.nodes.map((node) => [node.id, node])) });
    if (this.#looks.length > LOOKS) {
      this.#looks.shift();
    }
  }

  /** All nodes that are there, and those that were there and have no successor; each as it was seen last. */
  nodes() {
    const nodes = new Map();
    const oldest = Math.max(0, this.#looks.length - GONE_LOOKS);
    this.#looks.forEach((look, index) => {
      for (const node of look.nodes.values()) {
        const { name, version } = nodes.get(node.id) ?? {};
        nodes.set(node.id, { name, version, ...node, isLate: index >= oldest });
      }
    });
    const now = this.#looks.at(-1)?.nodes ?? new Map();
    const names = new Set([...now.keys()].map((id) => nodes.get(id).name));
    const isShown = ({ id, name, state, isLate }) => now.has(id) || (!names.has(name) && (isLate || state !== "stopping"));
    return [...nodes.values()].filter(isShown).map(({ isLate, ...node }) => {
      if (!now.has(node.id)) {
        return { ...node, state: "gone", totals: undefined };
      }
      return node.state === "silent" && this.#spokeLately(node.id) ? { ...node, state: "quiet" } : node;
    });
  }

  #spokeLately(id) {
    return this.#looks.slice(-PATIENCE).some((look) => look.nodes.get(id)?.totals);
  }

  /** When was looked, in seconds. */
  times() {
    return this.#looks.map((look) => look.time);
  }

  /** At each look, of all nodes or one, the sum of present depths. */
  depths(scope, depth) {
    return this.#looks.map((look) => added(told(look, scope).map((node) => depth(node.totals))));
  }

  /** At each look, the largest: of what all nodes share. */
  shared(scope, depth) {
    return this.#looks.map((look) => largest(told(look, scope).map((node) => depth(node.totals))));
  }

  /** At each look, how much a total has grown in a second since the one before. */
  rates(scope, total) {
    return this.#along(1, scope, (pairs) => added(pairs.map(([before, now]) => rate(before, now, total))));
  }

  /** At each look, within which time a share of what was done lately was done. */
  quantiles(scope, share, histograms) {
    return this.#along(STRETCH, scope, (pairs) =>
      quantile(share, together(pairs.flatMap(([before, now]) => histograms(before, now)))));
  }

  #along(stretch, scope, of) {
    return this.#looks.map((look, index) => {
      const before = this.#looks[Math.max(0, index - stretch)];
      return of(told(look, scope)
        .filter((node) => before !== look && before.nodes.get(node.id)?.totals)
        .map((node) => [before.nodes.get(node.id).totals, node.totals]));
    });
  }
}

/** What a histogram of totals has gained, for quantiles(). */
export function of(...paths) {
  return (before, now) => paths.map(([figure, label]) => {
    const find = (totals) => (label ? totals[figure]?.[label] : totals[figure]);
    return gained(find(before), find(now));
  });
}

function told(look, scope) {
  return [...look.nodes.values()].filter((node) => node.totals && (scope === "" || node.id === scope));
}

function added(numbers) {
  const known = numbers.filter((number) => number !== null && number !== undefined);
  return known.length === 0 ? null : known.reduce((all, one) => all + one, 0);
}

function largest(numbers) {
  const known = numbers.filter((number) => number !== null && number !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
