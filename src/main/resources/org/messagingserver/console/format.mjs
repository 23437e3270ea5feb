// Formats numbers for people. An unknown value is a dash.
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const UNKNOWN = "–";

const known = (format) => (number) => (number === null || number === undefined ? UNKNOWN : format(number));

export const count = known((number) => WHOLE.format(number));

export const perSecond = known((number) => (number < 10 ? SMALL : WHOLE).format(number));

export const millis = known((number) => (number < 1000 ? `${(number < 10 ? SMALL : WHOLE).format(number)} ms` : `${SMALL.format(number / 1000)} s`));

export const share = known((number) => `${WHOLE.format(100 * number)} %`);

export const bytes = known((number) => `${WHOLE.format(number / 1048576)} MiB`);

export const age = known((seconds) => {
  const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first < 0) {
    return "0 s";
  }
  const [size, unit] = units[first];
  const [next, smaller] = units[first + 1] ?? [];
  const rest = next ? Math.floor((seconds % size) / next) : 0;
  return `${Math.floor(seconds / size)} ${unit}${rest > 0 ? ` ${rest} ${smaller}` : ""}`;
});
