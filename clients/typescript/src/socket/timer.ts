/** A timer of the runtime. */
export type Timer = ReturnType<typeof setTimeout>;

/** Milliseconds of a monotonic clock. */
export function now(): number {
  return performance.now();
}
