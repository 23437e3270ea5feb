// Asks a Prometheus every query of the dashboard, and how it fares with the alert rules: node dashboard-queries.mjs URL [up]
// With "up": only whether it has scraped the server.
import { readFileSync } from "node:fs";

const [prometheus, only] = process.argv.slice(2);
const PATIENCE_MILLIS = 60_000;

/** Chosen by Grafana otherwise. */
const VARIABLES = { $instance: ".*", $__rate_interval: "1m" };

async function api(path) {
  const answer = await (await fetch(`${prometheus}/api/v1/${path}`)).json();
  if (answer.status !== "success") {
    throw new Error(`${path}: ${answer.error}`);
  }
  return answer.data;
}

async function series(query) {
  return (await api(`query?${new URLSearchParams({ query })}`)).result;
}

async function isUp() {
  const up = await series("up == 1").catch(() => []);
  return up.length > 0;
}

/** Until it has a value at last: what is measured now and then comes later. */
async function hasValue(query) {
  const end = Date.now() + PATIENCE_MILLIS;
  do {
    if ((await series(query)).some(({ value: [, number] }) => Number.isFinite(Number(number)))) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  } while (Date.now() < end);
  return false;
}

function fill(query) {
  return Object.entries(VARIABLES).reduce((text, [name, value]) => text.replaceAll(name, value), query);
}

/** What a rule names: a rule that waits for a metric nobody measures would be silent for ever. */
function metrics(query) {
  return query.match(/\b(messaging|process|jvm|system)_\w+/g) ?? [];
}

async function check() {
  const dashboard = JSON.parse(readFileSync(new URL("../conf/grafana-dashboard.json", import.meta.url)));
  const queries = dashboard.panels.flatMap((panel) => panel.targets ?? []).map((target) => fill(target.expr));
  const rules = (await api("rules")).groups.flatMap((group) => group.rules);
  const bad = rules.filter((rule) => rule.health !== "ok").map((rule) => `${rule.name}: ${rule.lastError || rule.health}`);
  const wanted = new Set([...queries, ...rules.flatMap((rule) => metrics(rule.query))]);
  for (const query of wanted) {
    if (!(await hasValue(query))) {
      bad.push(`nothing for: ${query}`);
    }
  }
  bad.forEach((line) => console.error(line));
  console.log(`${queries.length} queries of the dashboard, ${rules.length} rules: ${bad.length} without an answer`);
  return bad.length === 0;
}

process.exit((await (only === "up" ? isUp() : check())) ? 0 : 1);
