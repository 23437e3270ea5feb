import { now, pause } from './clock.js';
import { TIMES } from './metrics.js';

const TICK = 0.005;

/**
 * Calls `act` for so many seconds, as often as `rateAt` says (calls a second, at a second of that time), and does not wait for
 * what the calls started: a slow server gets no less to do.
 */
export async function pace({ rateAt, seconds, act }) {
  const began = now();
  let due = Math.random(); // so that virtual users do not act in step
  let last = began;
  while (last < began + seconds * 1000) {
    await pause(TICK);
    const time = now();
    TIMES.generator_late.add(Math.max(0, time - last - TICK * 1000));
    due += (rateAt((last - began) / 1000) * (time - last)) / 1000;
    for (; due >= 1; due -= 1) act();
    last = time;
  }
}

/** Settles when the condition holds, or after so many seconds. */
export async function until(condition, seconds) {
  const deadline = now() + seconds * 1000;
  while (!condition() && now() < deadline) await pause(0.02);
}
