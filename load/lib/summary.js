import { asked } from './options.js';
import { STATISTICS } from './run.js';
import { NAMES } from './trouble.js';
import { COUNTS, TIMES } from './metrics.js';

/**
 * What k6 prints at the end: a table of times in ms, the counts, the errors by name, and what made the run fail. The times in
 * `paced` are of things done at a rate, so they have one; `shown` names times of one scenario, like `login{scenario:storm}`.
 */
export function summary(title, { paced = [], shown = [] } = {}) {
  return ({ metrics }) => {
    const count = (name) => metrics[name]?.values.count ?? 0;
    const lines = [
      `${title}: ${asked.users} users, ${asked.urls.length} node(s), ${asked.duration} s`,
      row('ms', STATISTICS.with(0, 'count').toSpliced(1, 0, 'a second')),
      ...[...Object.keys(TIMES), ...shown].filter(count).map((name) => times(name, metrics[name].values, paced)),
      row('', []),
      ...Object.keys(COUNTS).filter(count).map((name) => row(name, [count(name)])),
      ...NAMES.map((name) => [name, count(`errors{error:${name}}`)]).filter(([, many]) => many > 0)
        .map(([name, many]) => row(`error ${name}`, [many])),
    ];
    return { stdout: `\n${lines.join('\n')}\n${verdict(metrics)}\n` };
  };
}

function times(name, values, paced) {
  const rate = paced.includes(name) ? (values.count / asked.duration).toFixed(1) : '';
  const [count, ...rest] = STATISTICS.map((statistic) => values[statistic]);
  return row(name, [count, rate, ...rest.map((value) => value.toFixed(2))]);
}

function row(name, cells) {
  return `  ${name.padEnd(34)}${cells.map((cell) => String(cell).padStart(11)).join('')}`.trimEnd();
}

function verdict(metrics) {
  const crossed = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).filter(([, { ok }]) => !ok).map(([expression]) => `${name}: ${expression}`));
  return crossed.length === 0 ? '  passed' : `  FAILED, since this does not hold:\n    ${crossed.join('\n    ')}`;
}
