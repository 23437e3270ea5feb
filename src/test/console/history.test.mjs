// node --test src/test/console/*.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { headline } from "../../main/resources/org/messagingserver/console/headline.mjs";
import { History, of } from "../../main/resources/org/messagingserver/console/history.mjs";
import { age, bytes, millis } from "../../main/resources/org/messagingserver/console/format.mjs";

const ALL = "";
const node = (id, uptime, sent) => ({ id, name: id, state: "ready", totals: { uptime, sent } });
const sent = (totals) => totals.sent;

function seen(...looks) {
  const history = new History();
  looks.forEach((nodes, time) => history.add({ nodes }, time));
  return history;
}

test("all nodes are added up, one is itself", () => {
  const history = seen([node("a", 1, 5), node("b", 9, 7)], [node("a", 3, 9), node("b", 11, 8)]);
  assert.deepEqual(history.depths(ALL, sent), [12, 17]);
  assert.deepEqual(history.depths("b", sent), [7, 8]);
  assert.deepEqual(history.rates(ALL, sent), [null, 2.5]);
  assert.deepEqual(history.rates("a", sent), [null, 2]);
});

test("what all nodes share is not added up", () => {
  assert.deepEqual(seen([node("a", 1, 5), node("b", 9, 7)]).shared(ALL, sent), [7]);
});

test("a node that comes, is silent or goes leaves gaps of its own alone", () => {
  const history = seen([node("a", 1, 5)], [node("a", 2, 6), node("b", 1, 100)], [node("a", 3, 7), { id: "b", state: "silent" }]);
  assert.deepEqual(history.rates(ALL, sent), [null, 1, 1]);
  assert.deepEqual(history.depths("b", sent), [null, 100, null]);
});

test("a node that is gone is shown as it was last, for a while", () => {
  const gone = seen([node("a", 1, 5), node("b", 9, 7)], [node("a", 3, 9)]).nodes().find(({ id }) => id === "b");
  assert.equal(gone.state, "gone");
  assert.equal(gone.name, "b");
});

test("a node that is gone is missed for as long as it is known, unless it stopped in order or has come back", () => {
  const later = Array.from({ length: 100 }, (_, time) => [node("a", time + 2, 5)]);
  const states = (last, ...looks) => seen([node("a", 1, 5), last], ...looks).nodes().map(({ id, state }) => `${id} ${state}`);
  assert.deepEqual(states(node("b", 9, 7), ...later), ["a ready", "b gone"]);
  assert.deepEqual(states({ ...node("b", 9, 7), state: "stopping" }, ...later), ["a ready"]);
  assert.deepEqual(states(node("b", 9, 7), [node("a", 2, 5), { ...node("c", 1, 0), name: "b" }]), ["a ready", "c ready"]);
});

test("the headline is green only while all nodes are there and answer", () => {
  const a = node("a", 1, 5);
  assert.deepEqual(headline([a]), { state: "live", text: "live, one node" });
  assert.deepEqual(headline([a, node("b", 1, 5)]), { state: "live", text: "live, 2 nodes" });
  assert.deepEqual(headline([a, { id: "b", state: "gone" }]), { state: "short", text: "live, one node, 1 gone" });
  assert.deepEqual(headline([a, { id: "b", state: "silent" }]), { state: "short", text: "live, 2 nodes, 1 not responding" });
});

test("a node that does not answer keeps its name, and is silent only after a while", () => {
  const silent = { id: "a", state: "silent" };
  const [soon] = seen([node("a", 1, 5)], [silent]).nodes();
  const [later] = seen([node("a", 1, 5)], [silent], [silent], [silent]).nodes();
  assert.deepEqual([soon.name, soon.state, soon.totals], ["a", "quiet", undefined]);
  assert.deepEqual([later.name, later.state], ["a", "silent"]);
});

test("quantiles are of what came lately, over nodes and ways", () => {
  const looked = (id, count) => ({ id, totals: { time: { fast: { count, buckets: [[2, count], [10, count]] } } } });
  const history = seen([looked("a", 0), looked("b", 0)], [looked("a", 3), looked("b", 1)]);
  assert.deepEqual(history.quantiles(ALL, 0.5, of(["time", "fast"])), [null, 1]);
});

test("what is not known is a dash", () => {
  assert.equal(millis(null), "–");
  assert.equal(bytes(undefined), "–");
});

test("times have the unit that fits", () => {
  assert.deepEqual([millis(1.25), millis(46.4), millis(1500)], ["1.3 ms", "46 ms", "1.5 s"]);
  assert.deepEqual([age(0), age(59), age(61), age(3600), age(90061)], ["0 s", "59 s", "1 min 1 s", "1 h", "1 d 1 h"]);
});
