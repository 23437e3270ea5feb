// node --test src/test/console/*.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { gained, quantile, rate, sum, together } from "../../main/resources/org/messagingserver/console/figures.mjs";

const histogram = (count, ...buckets) => ({ count, buckets });

test("a rate is by the node's own clock", () => {
  assert.equal(rate({ uptime: 10, sent: 5 }, { uptime: 12, sent: 9 }, (totals) => totals.sent), 2);
});

test("no time has passed: no rate", () => {
  assert.equal(rate({ uptime: 10, sent: 5 }, { uptime: 10, sent: 5 }, (totals) => totals.sent), null);
});

test("a quantile lies within its bucket, in proportion", () => {
  const times = histogram(100, [2, 50], [10, 90], [50, 100]);
  assert.equal(quantile(0.5, times), 2);
  assert.equal(quantile(0.7, times), 6);
  assert.equal(quantile(0.99, times), 46);
});

test("what took longer than the last bound counts as that", () => {
  assert.equal(quantile(0.99, histogram(100, [2, 50], [10, 90])), 10);
});

test("a quantile of nothing is not known", () => {
  assert.equal(quantile(0.5, histogram(0, [2, 0], [10, 0])), null);
});

test("empty buckets are passed over", () => {
  assert.equal(quantile(0.5, histogram(4, [2, 0], [10, 0], [50, 4])), 30);
});

test("what a histogram has gained is what came since", () => {
  assert.deepEqual(gained(histogram(3, [2, 1], [10, 3]), histogram(7, [2, 2], [10, 6])), histogram(4, [2, 1], [10, 3]));
  assert.deepEqual(gained(undefined, histogram(7, [2, 2])), histogram(7, [2, 2]));
  assert.deepEqual(gained(undefined, undefined), histogram(0));
});

test("histograms of several nodes add up, bound by bound", () => {
  assert.deepEqual(together([histogram(3, [2, 1], [10, 3]), histogram(5, [2, 4], [10, 5])]), histogram(8, [2, 5], [10, 8]));
});

test("a sum is over all labels, and of nothing zero", () => {
  assert.equal(sum({ anonymous: 2, authenticated: 3 }), 5);
  assert.equal(sum(undefined), 0);
});
