// Random traces, many and long. Each does without some of the actions, so that those that are left come together more often.
import { processorSeconds } from './model.mjs'

/** In how many of 24 traces an action may happen: nothing happens without the first two, and storing leaves little to hand off. */
const SHARES = { send: 24, login: 24, storeUpTo: 12, progress: 22, trouble: 8 }

/** The same numbers for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed
  return bound => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}

/**
 * Walks until an invariant is violated, or there are enough traces and the time is over.
 *
 * @param possible what is expected to hold at some time
 * @returns how many traces and steps there were, in how many traces each of "possible" held, and what is violated by which trace
 */
export function walk(model, invariants, possible, { atLeast = 0, atMost = Infinity, length, seconds = 0, seed }) {
  const random = randomNumbers(seed)
  const checks = invariants.map(name => ({ name, holds: model.build(name) }))
  const witnesses = possible.map(name => ({ name, holds: model.build(name), traces: 0 }))
  const end = processorSeconds() + seconds
  const result = { traces: 0, steps: 0, witnesses }
  while (result.traces < atLeast || (result.traces < atMost && processorSeconds() < end)) {
    model.enter(model.initial)
    const actions = model.actions.filter(({ name, kind }) => random(24) < (SHARES[name] ?? SHARES[kind]))
    const seen = new Set()
    const trace = []
    result.traces++
    while (trace.length < length && stepped(model, actions, random, trace)) {
      result.steps++
      const broken = checks.find(check => !model.holds(check.holds))
      if (broken) {
        return { ...result, broken: broken.name, trace: shortened(model, broken, trace) }
      }
      witnesses.filter(witness => !seen.has(witness) && model.holds(witness.holds)).forEach(witness => seen.add(witness))
    }
    seen.forEach(witness => witness.traces++)
  }
  return result
}

function stepped(model, actions, random, trace) {
  const untried = [...actions]
  while (untried.length > 0) {
    const [action] = untried.splice(random(untried.length), 1)
    if (model.run(action, random)) {
      trace.push({ action, picks: model.picks })
      return true
    }
  }
  return false
}

/** Leaves out one step or two, as long as the violation does not need them. */
function shortened(model, broken, trace) {
  for (let first = trace.length - 1; first >= 0; first--) {
    for (let second = first; second >= 0; second--) {
      const shorter = replayed(model, broken, trace.filter((step, at) => at !== first && at !== second))
      if (shorter !== null) {
        return shortened(model, broken, shorter)
      }
    }
  }
  return trace
}

/** The trace as far as the violation; null if that does not come. Where there are fewer alternatives now, the last is picked. */
function replayed(model, broken, trace) {
  model.enter(model.initial)
  const done = []
  for (const { action, picks } of trace) {
    if (!model.run(action, (bound, at) => Math.min(picks[at] ?? 0, bound - 1))) {
      return null
    }
    done.push({ action, picks: model.picks })
    if (!model.holds(broken.holds)) {
      return done
    }
  }
  return null
}
