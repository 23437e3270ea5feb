// Rates and quantiles of an interval, from the totals that a node reported at its begin and end. Null without data.

/** A value of totals: at(totals, "connections", "anonymous"). Zero if the node does not report it. */
export function at(totals, ...path) {
  return path.reduce((value, key) => value?.[key], totals) ?? 0;
}

/** The sum over all labels of a metric. */
export function sum(byLabel) {
  return Object.values(byLabel ?? {}).reduce((all, one) => all + one, 0);
}

/** Seconds between two polls of a node, by its own clock. */
export function seconds(before, now) {
  return at(now, "uptime") - at(before, "uptime");
}

/** The growth of a total per second. */
export function rate(before, now, total) {
  const time = seconds(before, now);
  return time > 0 ? Math.max(0, total(now) - total(before)) / time : null;
}

/** The growth of a histogram between two polls: for each bound, the number of values up to it. */
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

/** Adds the histograms of several nodes or paths. */
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

/** A quantile of the duration, with the precision of the bounds; the last bound for longer ones. */
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
