// Every state that can be reached, breadth first; and whether progress leads from each to a goal.
import { processorSeconds } from './model.mjs'

/**
 * Explores until an invariant is violated, the time is over, or there are no more states.
 *
 * @returns what is violated and the shortest trace to it, or how many states there were and to which depth all of them
 */
export function explore(model, invariants, goal, { seconds }) {
  const checks = invariants.map(name => ({ name, holds: model.build(name) }))
  const atGoal = model.build(goal)
  const numbers = new Map()
  const cameFrom = []
  const steps = []
  const good = []
  const progress = { from: [], to: [] }
  const end = processorSeconds() + seconds

  function number(key, from, step) {
    numbers.set(key, cameFrom.length)
    cameFrom.push(from)
    steps.push(step)
    good.push(model.holds(atGoal))
    return cameFrom.length - 1
  }

  function violated(name, at) {
    const trace = []
    for (let state = at; state > 0; state = cameFrom[state]) {
      trace.unshift(steps[state])
    }
    return { broken: name, trace, states: cameFrom.length }
  }

  model.enter(model.initial)
  let level = [{ at: number(model.key(), -1, null), state: model.initial }]
  for (let depth = 0; level.length > 0; depth++) {
    const reached = []
    for (const { at, state } of level) {
      if (processorSeconds() > end) {
        return { states: cameFrom.length, depth }
      }
      let broken = null
      for (const action of model.actions) {
        model.runAll(action, state, picks => {
          const key = model.key()
          let to = numbers.get(key)
          if (to === undefined) {
            to = number(key, at, { action, picks })
            reached.push({ at: to, state: model.state() })
            broken ??= checks.filter(check => !model.holds(check.holds)).map(check => violated(check.name, to))[0]
          }
          if (action.kind === 'progress' && to !== at) {
            progress.from.push(at)
            progress.to.push(to)
          }
        })
        if (broken) {
          return broken
        }
      }
    }
    level = reached
  }
  markGood(good, progress)
  const stuck = good.indexOf(false)
  return stuck < 0 ? { states: cameFrom.length } : violated(`${goal}, from some state,`, stuck)
}

/** A state is good if progress leads from it to a good one. */
function markGood(good, { from, to }) {
  for (let changed = true; changed; ) {
    changed = false
    for (let edge = from.length - 1; edge >= 0; edge--) {
      if (!good[from[edge]] && good[to[edge]]) {
        good[from[edge]] = true
        changed = true
      }
    }
  }
}
