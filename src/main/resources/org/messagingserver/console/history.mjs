// The polls of all nodes since the page was opened, at most ten minutes.
import { gained, quantile, rate, together } from "./figures.mjs";

const MAX_POLLS = 300;

/** Number of polls for quantiles, which need more than a few messages. */
const INTERVAL_POLLS = 5;

/** A node that stopped in order is shown for this long, and any other missing one permanently. */
const STOPPED_POLLS = 30;

/** A node that stops is silent for a moment before it leaves; only a longer silence is a problem. */
const SILENT_POLLS = 3;

export class History {
  #polls = [];

  /** Adds what /console/nodes has answered. */
  add(answer, time) {
    this.#polls.push({ time, answer, nodes: new Map(answer.nodes.map((node) => [node.id, node])) });
    if (this.#polls.length > MAX_POLLS) {
      this.#polls.shift();
    }
  }

  /** All current nodes, and former ones without a successor, each in its latest known state. */
  nodes() {
    const nodes = new Map();
    const oldest = Math.max(0, this.#polls.length - STOPPED_POLLS);
    this.#polls.forEach((poll, index) => {
      for (const node of poll.nodes.values()) {
        const { name, version } = nodes.get(node.id) ?? {};
        nodes.set(node.id, { name, version, ...node, isLate: index >= oldest });
      }
    });
    const now = this.#polls.at(-1)?.nodes ?? new Map();
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
    return this.#polls.slice(-SILENT_POLLS).some((poll) => poll.nodes.get(id)?.totals);
  }

  /** The times of the polls, in seconds. */
  times() {
    return this.#polls.map((poll) => poll.time);
  }

  /** For each poll the sum of current depths, of all nodes or one. */
  depths(scope, depth) {
    return this.#polls.map((poll) => added(told(poll, scope).map((node) => depth(node.totals))));
  }

  /** For each poll the largest value of a metric that all nodes share. */
  shared(scope, depth) {
    return this.#polls.map((poll) => largest(told(poll, scope).map((node) => depth(node.totals))));
  }

  /** For each poll the growth of a total per second since the previous poll. */
  rates(scope, total) {
    return this.#along(1, scope, (pairs) => added(pairs.map(([before, now]) => rate(before, now, total))));
  }

  /** For each poll a quantile of the recent durations. */
  quantiles(scope, share, histograms) {
    return this.#along(INTERVAL_POLLS, scope, (pairs) =>
      quantile(share, together(pairs.flatMap(([before, now]) => histograms(before, now)))));
  }

  #along(stretch, scope, of) {
    return this.#polls.map((poll, index) => {
      const before = this.#polls[Math.max(0, index - stretch)];
      return of(told(poll, scope)
        .filter((node) => before !== poll && before.nodes.get(node.id)?.totals)
        .map((node) => [before.nodes.get(node.id).totals, node.totals]));
    });
  }
}

/** The growth of a histogram, for quantiles(). */
export function of(...paths) {
  return (before, now) => paths.map(([figure, label]) => {
    const find = (totals) => (label ? totals[figure]?.[label] : totals[figure]);
    return gained(find(before), find(now));
  });
}

function told(poll, scope) {
  return [...poll.nodes.values()].filter((node) => node.totals && (scope === "" || node.id === scope));
}

function added(numbers) {
  const known = numbers.filter((number) => number !== null && number !== undefined);
  return known.length === 0 ? null : known.reduce((all, one) => all + one, 0);
}

function largest(numbers) {
  const known = numbers.filter((number) => number !== null && number !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
