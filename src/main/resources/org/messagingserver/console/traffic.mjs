// What the totals of a node say of messages.
import { at } from "./figures.mjs";
import { of } from "./history.mjs";

/** How many were acked or committed, by their way. */
export const confirmed = (way) => (totals) => at(totals, "confirm", way, "count");

/** How many were acked or committed. */
export const messages = (totals) => confirmed("handed_over")(totals) + confirmed("stored")(totals);

/** How long it took until they were. */
export const latency = of(["confirm", "handed_over"], ["confirm", "stored"]);

/** How many requests were answered with an error that is the server's own. */
export const failed = (totals) => at(totals, "requests", "unavailable") + at(totals, "requests", "unknown_error");
