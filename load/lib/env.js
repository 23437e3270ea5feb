const problems = [];
const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** What the environment holds under a name; an empty value counts as none. */
function given(name) {
  const value = __ENV[name];
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function refuse(name, value, allowed, fallback) {
  problems.push(`${name}=${value}: expected ${allowed}`);
  return fallback;
}

/** A number within bounds, whole unless `fractions` says otherwise; `otherwise` where none is given. */
export function number(name, { otherwise, from, to, fractions = false }) {
  const text = given(name);
  if (text === undefined) return otherwise;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  const fits = value >= from && value <= to && (fractions || Number.isInteger(value));
  return fits ? value : refuse(name, text, `a ${fractions ? '' : 'whole '}number from ${from} to ${to}`, otherwise);
}

/** A duration like 500ms, 90s, 5m or 1h30m, in seconds. */
export function seconds(name, { otherwise, from, to }) {
  const text = given(name);
  if (text === undefined) return otherwise;
  const parts = /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text) ? text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g) : [[0, NaN, 's']];
  const value = [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
  const fits = value >= from && value <= to;
  return fits ? value : refuse(name, text, `a duration like 500ms, 90s or 1h30m, from ${from}s to ${to}s`, otherwise);
}

/** A list, separated by commas, each item of a shape; `otherwise` where none is given. */
export function list(name, { otherwise, shape, allowed }) {
  const text = given(name);
  if (text === undefined) return otherwise;
  const items = text.split(',').map((item) => item.trim());
  return items.every((item) => shape.test(item)) ? items : refuse(name, text, allowed, otherwise);
}

/** A text of a shape; undefined where none is given. */
export function word(name, { shape, allowed }) {
  const text = given(name);
  return text === undefined || shape.test(text) ? text : refuse(name, text, allowed, undefined);
}

/** Stops the run before it starts where a value was refused, with all of them named at once. */
export function stopOnProblems() {
  if (problems.length > 0) throw new Error(`invalid options: ${problems.join('; ')}`);
}
