import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PrometheusMetrics } from "../../src/observability/prometheus";

const read = (file: string) => readFileSync(join(__dirname, "../../docs/operations", file), "utf8");

/** Our metrics as the registry has them: name, type and labels. */
async function registered(): Promise<string[]> {
  const { registry } = await PrometheusMetrics.load("1.2.3");
  const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith("dxgraphql_"));
  return ours
    .map((metric) => {
      // the library keeps the labels of a metric to itself until it has a value
      const { name, type, labelNames } = metric as unknown as {
        name: string;
        type: string;
        labelNames: string[];
      };
      return [name, type, ...labelNames].join(" ");
    })
    .sort();
}

/** Every metric that a text queries in Prometheus, without what a histogram adds to its name. */
function namesIn(text: string): string[] {
  const names = [...text.matchAll(/\b(?:dxgraphql|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
  return [...new Set(names.map((name) => name.replace(/_bucket$/, "")))];
}

async function unknown(names: readonly string[]): Promise<string[]> {
  const { registry } = await PrometheusMetrics.load("1.2.3");
  expect(names).not.toEqual([]);
  return names.filter((name) => (registry.getSingleMetric(name) as unknown) === undefined);
}

test("the dashboard is JSON, and every metric in it exists", async () => {
  const { panels } = JSON.parse(read("../../deploy/grafana/dashboard.json")) as {
    panels: { id: number; targets?: { expr: string }[] }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const calls = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join("\n");
  expect(await unknown(namesIn(calls))).toEqual([]);
});

test("every metric of the alerts exists, and the runbook has a section for each alert", async () => {
  const rules = read("../../deploy/prometheus/alerts.yaml");
  expect(await unknown(namesIn(rules.replaceAll(/^ *(summary:|#).*$/gm, "")))).toEqual([]);
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const sections = read("runbook.md").split(/^## /m).slice(1);
  expect(alerts).not.toEqual([]);
  expect(sections.map((section) => section.split("\n", 1)[0])).toEqual(alerts);
  for (const section of sections) {
    for (const step of ["**Meaning:**", "**Check:**", "**Do:**"]) expect(section).toContain(step);
  }
});

test("every metric of the runbook exists", async () => {
  expect(await unknown(namesIn(read("runbook.md")))).toEqual([]);
});

test("the table of metrics is that of the registry", async () => {
  const rows = [...read("README.md").matchAll(/^\| `(dxgraphql_\w+)`\s*\| (\w+)\s*\|([^|]*)\|/gm)];
  const listed = rows.map(([, name, type, labels = ""]) =>
    [name, type, ...[...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)].join(" "),
  );
  expect(listed.sort()).toEqual(await registered());
});
