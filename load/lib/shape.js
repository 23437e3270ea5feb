/** Rates over a day, as shares of the whole time and of the highest rate: night, morning, noon, afternoon, evening, night. */
const DAY = [[0, 0.1], [0.1, 0.1], [0.35, 1], [0.5, 0.6], [0.7, 1], [0.9, 0.3], [1, 0.1]];

/** The same rate at any time. */
export function flat(rate) {
  return () => rate;
}

/** The rate at a second of a day that is that many seconds long. */
export function day(rate, seconds) {
  return (second) => {
    const time = Math.min(second / seconds, 1);
    const next = Math.max(1, DAY.findIndex(([end]) => end >= time));
    const [[from, low], [to, high]] = [DAY[next - 1], DAY[next]];
    return rate * (low + ((high - low) * (time - from)) / (to - from));
  };
}

/** The same as stages of k6's arrival rates, which are whole numbers: of calls a minute. */
export function flatStages(rate, seconds) {
  return [0, 1].map((share) => stage(rate, share * seconds));
}

/** Likewise a day; the first stage takes no time, it is where k6 begins. */
export function dayStages(rate, seconds) {
  return DAY.map(([end, level], index) => stage(rate * level, (end - (DAY[index - 1]?.[0] ?? 0)) * seconds));
}

function stage(rate, seconds) {
  return { duration: `${Math.round(seconds * 1000)}ms`, target: Math.round(rate * 60) };
}
