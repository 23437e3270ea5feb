// What a stretch of time says, from the totals that a node told at its two ends. Where there is nothing to say: null.

/** A number of totals: at(totals, "connections", "anonymous"). Zero where the node does not know it. */
export function at(totals, ...path) {
  return path.reduce((value, key) => value?.[key], totals) ?? 0;
}

/** The sum over all labels of one figure. */
export function sum(byLabel) {
  return Object.values(byLabel ?? {}).reduce((all, one) => all + one, 0);
}

/** Seconds between two looks at a node, by its own clock. */
export function seconds(before, now) {
  return at(now, "uptime") - at(before, "uptime");
}

/** How much a total has grown in a second. */
export function rate(before, now, total) {
  const time = seconds(before, now);
  return time > 0 ? Math.max(0, total(now) - total(before)) / time : null;
}

/** How many took no longer than each bound between two looks: what a histogram has gained. */
export function gained(before, now) {
  if (!now) {
    return { count: 0, buckets: [] };
  }
  const earlier = new Map(before?.buckets ?? []);
  return {
    count: now.count - (before?.count ?? 0),
    buckets: now.buckets.map(([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)]),
  };
}

/** The histograms of several nodes or ways as one. */
export function together(histograms) {
  const counts = new Map();
  for (const { buckets } of histograms) {
    for (const [bound, count] of buckets) {
      counts.set(bound, (counts.get(bound) ?? 0) + count);
    }
  }
  return {
    count: histograms.reduce((all, one) => all + one.count, 0),
    buckets: [...counts].sort(([one], [other]) => one - other),
  };
}

/** The time within which a share of them was done, as exactly as the bounds tell; the last bound for what took longer. */
export function quantile(share, { count, buckets }) {
  if (count <= 0 || buckets.length === 0) {
    return null;
  }
  const rank = share * count;
  let lower = 0;
  let below = 0;
  for (const [bound, within] of buckets) {
    if (within >= rank) {
      return lower + ((bound - lower) * (rank - below)) / (within - below);
    }
    [lower, below] = [bound, within];
  }
  return lower;
}
