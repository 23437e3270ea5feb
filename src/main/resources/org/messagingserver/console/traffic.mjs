// Message metrics from the totals of a node.
import { at } from "./figures.mjs";
import { of } from "./history.mjs";

/** Number of acked or committed messages, by path. */
export const confirmed = (way) => (totals) => at(totals, "confirm", way, "count");

/** Number of acked or committed messages. */
export const messages = (totals) => confirmed("handed_over")(totals) + confirmed("stored")(totals);

/** Durations until messages were acked or committed. */
export const latency = of(["confirm", "handed_over"], ["confirm", "stored"]);

/** Number of requests that the server answered with an error of its own. */
export const failed = (totals) => at(totals, "requests", "unavailable") + at(totals, "requests", "unknown_error");
