// Judges the model in delivery.qnt: the protocol as it is keeps the promise, and each seeded fault breaks it.
//   node check.mjs [--minutes N] [--seed S]
// The protocol as it is gets N minutes of processor time, half a minute by default. Exit status 1 if anything is not as it should be.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { explore } from './explore.mjs'
import { Model } from './model.mjs'
import { walk } from './walk.mjs'

const PROMISE = ['deletesAcked', 'ackedIsSafe', 'nothingForeign', 'ordered', 'nothingRepeated']
const GOAL = 'arrived'
const NEVER_AGAIN = `${GOAL}, from some state,`
const POSSIBLE = ['byHandOff', 'byStore', 'bySibling', 'byBoth', 'afterGivingUp', 'afterCrash', 'inNewRegistration']

// The part of the promise that each seeded fault breaks. With a seed, random traces from that seed show it soon; without one, the
// shortest trace is searched.
const SEEDED = [
  ['acksBeforeCommit', 'ackedIsSafe'],
  ['acksAtHint', 'deletesAcked'],
  ['acksOnDelivery', 'ackedIsSafe'],
  ['takesUnknownForStored', 'ackedIsSafe'],
  ['commitsAsynchronously', 'ackedIsSafe'],
  ['deletesByRow', 'deletesAcked', 1],
  ['readsWithoutEpoch', 'nothingForeign', 4],
  ['deliversStalePage', 'nothingForeign'],
  ['forgetsSiblings', 'nothingRepeated', 5],
  ['storesAlone', 'ordered', 1],
  ['namesNoPredecessor', 'ordered', 1],
  ['neverSweeps', NEVER_AGAIN]
]
const LENGTH = 60

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '0.5' }, seed: { type: 'string', default: '1' } }
})
const read = await Model.reader(fileURLToPath(new URL('checked.qnt', import.meta.url)))
let passed = 0
let failed = 0

/** Prints a result, and the trace that should not be. */
function report(model, isRight, text, trace) {
  console.log(`${isRight ? 'ok    ' : 'FAILED'} ${model.name}: ${text}`)
  if (!isRight && trace) {
    model.print(trace)
  }
  isRight ? passed++ : failed++
}

/** How much processor time a part may take. */
function seconds(share) {
  return share * 60 * Number(options.minutes)
}

function explored(name, share) {
  const model = read(name)
  const { broken, trace, states, depth } = explore(model, PROMISE, GOAL, { seconds: seconds(share) })
  const extent = depth === undefined ? 'all that there are' : `all of the first ${depth} steps`
  report(model, !broken, broken ?? `${states} states, ${extent}`, trace)
}

function walked(name, share, atLeast, possible) {
  const model = read(name)
  const limits = { atLeast, length: LENGTH, seconds: seconds(share), seed: Number(options.seed) }
  const { broken, trace, traces, steps, witnesses } = walk(model, PROMISE, possible, limits)
  report(model, !broken, broken ?? `${traces} traces, ${steps} steps`, trace)
  witnesses.forEach(witness => report(model, witness.traces > 0, `${witness.name} in ${witness.traces} traces`))
}

function seeded(name, part, seed) {
  const model = read(name)
  const { broken, trace, traces, states } = seed
    ? walk(model, PROMISE, [], { atMost: 20_000, length: LENGTH, seconds: Infinity, seed })
    : explore(model, PROMISE, GOAL, { seconds: Infinity })
  const effort = seed ? `${traces} traces` : `${states} states`
  report(model, broken === part, broken ? `${broken} broken by ${trace.length} steps, in ${effort}` : `not found in ${effort}`, trace)
}

explored('quiet', Infinity)
explored('lone', 0.2)
explored('calm', 0.15)
explored('pair', 0.15)
walked('two', 0.3, 2000, POSSIBLE)
walked('three', 0.2, 300, [])
SEEDED.forEach(fault => seeded(...fault))

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
