/** A timer of the runtime at hand. */
export type Timer = ReturnType<typeof setTimeout>;

/** Milliseconds of a clock that never jumps. */
export function now(): number {
  return performance.now();
}
