// The last ten minutes. uPlot draws the charts that this table lists.
import uPlot from "./uplot/uPlot.esm.js";
import { at, sum } from "./figures.mjs";
import { make } from "./dom.mjs";
import { of } from "./history.mjs";
import { confirmed, failed } from "./traffic.mjs";
import * as format from "./format.mjs";

const way = (figure, label) => of([figure, label]);

/** Title, unit, number format, and the lines: name, colour, values. */
const CHARTS = [
  ["Connections", "open", format.count, [
    ["authenticated", "blue", (h, s) => h.depths(s, (t) => at(t, "connections", "authenticated"))],
    ["anonymous", "amber", (h, s) => h.depths(s, (t) => at(t, "connections", "anonymous"))],
  ]],
  ["Messages by delivery path", "per second", format.perSecond, [
    ["handed over", "green", (h, s) => h.rates(s, confirmed("handed_over"))],
    ["stored", "blue", (h, s) => h.rates(s, confirmed("stored"))],
    ["delivered from the mailbox", "violet", (h, s) => h.rates(s, (t) => at(t, "delivery", "drained", "count"))],
  ]],
  ["Send latency", "until the recipient acks or the message is stored", format.millis, [
    ["handed over p50", "green", (h, s) => h.quantiles(s, 0.5, way("confirm", "handed_over"))],
    ["p99", "teal", (h, s) => h.quantiles(s, 0.99, way("confirm", "handed_over"))],
    ["stored p50", "blue", (h, s) => h.quantiles(s, 0.5, way("confirm", "stored"))],
    ["p99", "violet", (h, s) => h.quantiles(s, 0.99, way("confirm", "stored"))],
  ]],
  ["Delivery latency", "until the recipient acks, network and client included", format.millis, [
    ["handed over p50", "green", (h, s) => h.quantiles(s, 0.5, way("delivery", "handed_over"))],
    ["p99", "teal", (h, s) => h.quantiles(s, 0.99, way("delivery", "handed_over"))],
    ["from the mailbox p50", "blue", (h, s) => h.quantiles(s, 0.5, way("delivery", "drained"))],
    ["p99", "violet", (h, s) => h.quantiles(s, 0.99, way("delivery", "drained"))],
  ]],
  ["In flight", "messages", format.count, [
    ["accepted, not yet acked or stored", "blue", (h, s) => h.depths(s, (t) => at(t, "pending"))],
    ["sent to recipients, not yet acked", "amber", (h, s) => h.depths(s, (t) => at(t, "unacked"))],
  ]],
  ["Mailboxes", "messages in the whole deployment, approximately", format.count, [
    ["waiting", "violet", (h, s) => h.shared(s, (t) => t.mailbox)],
  ]],
  ["Rejected and failed", "per second", format.perSecond, [
    ["over a rate limit", "amber", (h, s) => h.rates(s, (t) => sum(t.limits))],
    ["failed (unavailable, unknown_error)", "red", (h, s) => h.rates(s, failed)],
  ]],
  ["Event-loop lag", "", format.millis, [
    ["p50", "green", (h, s) => h.quantiles(s, 0.5, of(["lag"]))],
    ["p99", "red", (h, s) => h.quantiles(s, 0.99, of(["lag"]))],
  ]],
];

const HEIGHT = 170;
const SHORTEST_SECONDS = 120;
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const timeOfDay = (time) => new Date(1000 * time).toLocaleTimeString("en-GB");

/** Draws the charts; returns a function that shows a history in them. */
export function charts(into) {
  const drawn = CHARTS.map((chart) => draw(into, chart));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(({ plot }) => plot.redraw()));
  return (history, scope) => drawn.forEach(({ plot, lines }) =>
    plot.setData([history.times(), ...lines.map(([, , figures]) => figures(history, scope))]));
}

function draw(into, [title, unit, show, lines]) {
  const box = make("div");
  const names = lines.map(([name]) => name).join(", ");
  into.append(make("figure", { class: "chart", "aria-label": `${title}: ${names}` },
    make("figcaption", {}, title, make("small", {}, unit)), box));
  const plot = new uPlot(options(box.clientWidth, show, lines), [[], ...lines.map(() => [])], box);
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
  return { plot, lines };
}

function options(width, show, lines) {
  return {
    width,
    height: HEIGHT,
    cursor: { sync: { key: "console" }, y: false, drag: { x: false } },
    scales: { x: { range: span }, y: { range: (plot, least, most) => [0, Math.max(most * 1.1, 4)] } },
    axes: [
      { ...axis(), values: clock, space: 80, size: 28 },
      { ...axis(), values: (plot, ticks) => ticks.map(show), incrs: COUNTS, size: 58 },
    ],
    series: [{ value: (plot, time) => (time ? timeOfDay(time) : "now") }, ...lines.map((line) => series(show, line))],
  };
}

function axis() {
  return {
    stroke: () => colour("quiet"),
    grid: { stroke: () => colour("grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
}

/** Shows the latest value in the legend while the cursor is outside the charts. */
function series(show, [label, name]) {
  return {
    label,
    stroke: () => colour(name),
    width: 1.5,
    points: { show: false },
    value: (plot, number, line, index) => show(index === null ? plot.data[line].at(-1) : number),
  };
}

function span(plot, least, most) {
  return [Math.min(least, most - SHORTEST_SECONDS), most];
}

function clock(plot, ticks) {
  const seconds = ticks.length > 1 && ticks[1] - ticks[0] < 60;
  return ticks.map((time) => (seconds ? timeOfDay(time) : timeOfDay(time).slice(0, 5)));
}
