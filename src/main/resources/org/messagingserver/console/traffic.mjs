// What the totals of a node say of messages.
import { at } from "./figures.mjs";
import { of } from "./history.mjs";

/** How many have become safe, by their way. */
export const settled = (way) => (totals) => at(totals, "settlement", way, "count");

/** How many have become safe. */
export const messages = (totals) => settled("handed_over")(totals) + settled("stored")(totals);

/** How long it took until they were. */
export const safe = of(["settlement", "handed_over"], ["settlement", "stored"]);

/** How many requests were answered with an error that is the server's own. */
export const failed = (totals) => at(totals, "answers", "unavailable") + at(totals, "answers", "unknown_error");
