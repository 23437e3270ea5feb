import { now, pause } from './clock.js';
import { TIMES } from './metrics.js';

// In seconds: no wait is shorter, since timers are not finer, and none longer, since rates change.
const SHORTEST = 0.005;
const LONGEST = 0.2;

/**
 * Calls `act` for so many seconds, as often as `rateAt` says (calls a second, at a second of that time), and does not wait for
 * what the calls started: a slow server gets no less to do. What this generator is late with is made up for, and its lateness told.
 */
export async function pace({ rateAt, seconds, act }) {
  const began = now() / 1000;
  let due = Math.random(); // so that virtual users do not act in step
  for (let last = 0; last < seconds; ) {
    const rate = rateAt(last);
    const wait = Math.max(SHORTEST, Math.min(LONGEST, (1 - due) / rate, seconds - last));
    await pause(wait);
    const late = now() / 1000 - began - last - wait;
    TIMES.generator_late.add(Math.max(0, late * 1000));
    const time = Math.min(last + wait + late, seconds);
    for (due += rate * (time - last); due >= 1; due -= 1) act();
    last = time;
  }
}
