import exec from 'k6/execution';

let clock;

/** Milliseconds since 1970 with fractions, on the same clock as the `timestamp` of a socket's events. */
export function now() {
  clock ??= fineClock();
  return clock();
}

/** Settles after so many seconds. */
export function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

// Date.now() knows whole milliseconds only, k6 how long the test has been going on in fractions of them: what is between the two
// is seen best when a millisecond begins.
function fineClock() {
  const test = runningTest();
  if (!test) return Date.now;
  const last = Date.now();
  let next = last;
  while (next === last) next = Date.now();
  const began = next - test.currentTestRunDuration;
  return () => began + test.currentTestRunDuration;
}

/** Undefined in teardown, where k6 does not tell and nothing is measured. */
function runningTest() {
  try {
    return exec.instance;
  } catch {
    return undefined;
  }
}
