// The present, in a row of large numbers.
import { at, sum } from "./figures.mjs";
import { make, say } from "./dom.mjs";
import { failed, messages, safe } from "./traffic.mjs";
import * as format from "./format.mjs";

const TILES = [
  ["Connections", format.count, (h, s) => h.depths(s, (t) => sum(t.connections)), "open WebSockets"],
  ["Messages", format.perSecond, (h, s) => h.rates(s, messages), "a second, made safe"],
  ["Safe within", format.millis, (h, s) => h.quantiles(s, 0.99, safe), "99 of 100 messages"],
  ["Outbox", format.count, (h, s) => h.depths(s, (t) => at(t, "outbox")), "messages not yet safe"],
  ["Mailbox", format.count, (h, s) => h.shared(s, (t) => t.mailbox), "wait in the store, about"],
  ["Over limits", format.perSecond, (h, s) => h.rates(s, (t) => sum(t.limits)), "a second, refused"],
  ["Failed", format.perSecond, (h, s) => h.rates(s, failed), "requests a second"],
];

/** Draws them; gives what shows a history in them. */
export function tiles(into) {
  const values = TILES.map(([title, , , note]) => {
    const value = make("p", {}, "–");
    into.append(make("div", { class: "tile" }, make("h3", {}, title), value, make("small", {}, note)));
    return value;
  });
  return (history, scope) =>
    TILES.forEach(([, show, figures], index) => say(values[index], show(figures(history, scope).at(-1))));
}
