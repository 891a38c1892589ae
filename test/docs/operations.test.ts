import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PrometheusMetrics } from "../../src/observability/prometheus";

const read = (file: string) => readFileSync(join(__dirname, "../../docs/operations", file), "utf8");

/** Our metrics as the registry has them: name, type and labels. */
async function registered(): Promise<string[]> {
  const { registry } = await PrometheusMetrics.load();
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

test("the table of metrics is that of the registry", async () => {
  const rows = [...read("README.md").matchAll(/^\| `(dxgraphql_\w+)`\s*\| (\w+)\s*\|([^|]*)\|/gm)];
  const listed = rows.map(([, name, type, labels = ""]) =>
    [name, type, ...[...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)].join(" "),
  );
  expect(listed.sort()).toEqual(await registered());
});
