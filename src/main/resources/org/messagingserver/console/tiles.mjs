// Current values, in a row of large numbers.
import { at, sum } from "./figures.mjs";
import { make, setText } from "./dom.mjs";
import { failed, latency, messages } from "./traffic.mjs";
import * as format from "./format.mjs";

const TILES = [
  ["Connections", format.count, (h, s) => h.depths(s, (t) => sum(t.connections)), "open WebSockets"],
  ["Messages", format.perSecond, (h, s) => h.rates(s, messages), "per second, acked or stored"],
  ["Send latency", format.millis, (h, s) => h.quantiles(s, 0.99, latency), "p99, until acked or stored"],
  ["Pending", format.count, (h, s) => h.depths(s, (t) => at(t, "pending")), "not yet acked or stored"],
  ["Mailboxes", format.count, (h, s) => h.shared(s, (t) => t.mailbox), "stored messages, approx."],
  ["Rate-limited", format.perSecond, (h, s) => h.rates(s, (t) => sum(t.limits)), "rejections per second"],
  ["Failed", format.perSecond, (h, s) => h.rates(s, failed), "requests per second"],
];

/** Draws the tiles; returns a function that shows a history in them. */
export function tiles(into) {
  const values = TILES.map(([title, , , note]) => {
    const value = make("p", {}, "–");
    into.append(make("div", { class: "tile" }, make("h3", {}, title), value, make("small", {}, note)));
    return value;
  });
  return (history, scope) =>
    TILES.forEach(([, show, figures], index) => setText(values[index], show(figures(history, scope).at(-1))));
}
