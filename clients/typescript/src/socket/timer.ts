/** A timer of the runtime. */
export type Timer = ReturnType<typeof setTimeout>;

/** Milliseconds of a monotonic clock. */
export function now(): number {
  return performance.now();
}

/** Milliseconds since 1970, with their fractions where the runtime has them. */
export function wallClock(): number {
  return performance.timeOrigin === undefined ? Date.now() : performance.timeOrigin + performance.now();
}
