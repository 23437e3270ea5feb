// A Quint model that is run by Quint's own evaluator, one chosen step at a time: Quint's simulator chooses at random alone.
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'

// Where a pick makes an action impossible, Quint would try another one by itself.
process.env.QUINT_RETRY_NONDET_SMALLER_THAN = '0'
const require = createRequire(import.meta.url)
const quint = name => require(`@informalsystems/quint/dist/src/${name}`)
const { load, parse } = quint('cliCommands')
const { toExpr } = quint('cliHelpers')
const { Evaluator } = quint('runtime/impl/evaluator')
const { buildExpr } = quint('runtime/impl/builder')
const { newTraceRecorder } = quint('runtime/trace')

/** Processor time of this process: what it bounds sees the same on a busy machine. */
export function processorSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const texts = new WeakMap()

/** The same text for equal values, whatever the order of their sets and maps. Most of a state is also part of the one before. */
function canonical(value) {
  const known = texts.get(value)
  if (known !== undefined) {
    return known
  }
  const text = written(value)
  texts.set(value, text)
  return text
}

function written(value) {
  switch (value.constructor.name) {
    case 'RuntimeValueRecord':
      return `{${value.map.entrySeq().map(([key, v]) => `${key}:${canonical(v)}`).toArray().sort()}}`
    case 'RuntimeValueMap':
      return `{${value.map.entrySeq().map(([key, v]) => `${canonical(key)}:${canonical(v)}`).toArray().sort()}}`
    case 'RuntimeValueVariant':
      return value.label
    case 'RuntimeValueInt':
    case 'RuntimeValueStr':
    case 'RuntimeValueBool':
      return String(value.value)
    default:
      return `(${[...value].map(canonical).sort()})`
  }
}

export class Model {
  /** Reads a file; returns what makes a Model of one of its modules. */
  static async reader(input) {
    const loaded = (await load({ input })).unwrap()
    const parsed = (await parse(loaded)).unwrap()
    return name => new Model({ ...parsed, args: { ...parsed.args, main: name } }, name)
  }

  /** The actions are those that the definitions "progress" and "trouble" list. */
  constructor(parsed, name) {
    this.name = name
    this.parsed = parsed
    const rng = { next: bound => this.#pick(Number(bound)), getState: () => 0n, setState() {} }
    this.evaluator = new Evaluator(parsed.resolver?.table ?? parsed.table, newTraceRecorder(0, rng, 1), rng, true)
    this.storage = this.evaluator.builder.varStorage
    this.actions = ['progress', 'trouble'].flatMap(kind =>
      this.#listed(kind).map(action => ({ name: action, kind, run: this.build(action) }))
    )
    this.build('world')(this.evaluator.ctx)
    this.unset = this.storage.nextVars.first().value
    this.run({ run: this.build('init') }, () => 0)
    this.initial = this.state()
  }

  #listed(kind) {
    const declarations = this.parsed.modules.flatMap(module => module.declarations)
    return declarations.find(declaration => declaration.name === kind).expr.args.map(action => action.name)
  }

  build(text) {
    return buildExpr(this.evaluator.builder, toExpr(this.parsed, text).unwrap())
  }

  /** Whether a condition holds in the present state. */
  holds(expression) {
    const result = expression(this.evaluator.ctx)
    if (result.isLeft()) {
      throw new Error(`${this.name}: ${result.value.message}`)
    }
    return result.value.toBool()
  }

  #pick(bound) {
    const pick = this.choose(bound, this.picks.length)
    this.picks.push(pick)
    this.bounds.push(bound)
    return BigInt(pick)
  }

  /**
   * Runs an action in the present state, and is in the next one then.
   *
   * @param choose picks one of so many alternatives, at the pick with this number
   * @returns whether the action was possible; if not, the state is the same
   */
  run(action, choose) {
    this.choose = choose
    this.picks = []
    this.bounds = []
    this.storage.nextVars.forEach(register => (register.value = this.unset))
    if (!this.holds(action.run)) {
      return false
    }
    this.storage.shiftVars()
    return true
  }

  /** Runs an action with every combination of picks, and calls back in each state to which that leads. */
  runAll(action, state, visit) {
    let given = []
    while (given !== null) {
      this.enter(state)
      const first = given
      const possible = this.run(action, (bound, at) => first[at] ?? 0)
      const { picks, bounds } = this
      if (possible) {
        visit(picks)
      }
      const last = picks.findLastIndex((pick, at) => pick + 1 < bounds[at])
      given = last < 0 ? null : [...picks.slice(0, last), picks[last] + 1]
    }
  }

  enter(state) {
    let at = 0
    this.storage.vars.forEach(register => (register.value = state[at++]))
    this.storage.clearCaches()
  }

  state() {
    return this.storage.vars.valueSeq().map(register => register.value).toArray()
  }

  /** A short key of the present state. */
  key() {
    return createHash('md5').update(this.state().map(value => canonical(value.value)).join()).digest('latin1')
  }

  /** Prints the steps of a trace, with the picks as the model names them. */
  print(trace) {
    this.enter(this.initial)
    trace.forEach(({ action, picks }, at) => {
      this.storage.nondetPicks.forEach((value, name) => this.storage.nondetPicks.set(name, undefined))
      this.run(action, (bound, pick) => picks[pick])
      const named = [...this.storage.nondetPicks].filter(([, value]) => value !== undefined)
      const text = named.map(([name, value]) => ` ${name}=${canonical(value)}`)
      console.log(`  ${String(at + 1).padStart(2)} ${action.name}${text.join('')}`)
    })
  }
}
