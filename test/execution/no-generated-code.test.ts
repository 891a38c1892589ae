import { createServer } from "node:http";
import { join } from "node:path";
import { against, emptyFolder, emulatorAlone, execute, start, stopAll, whenOver } from "../program";
import { freshDatabase } from "../store/fresh-database";

// Each test starts a process, which compiles its sources first.

afterEach(stopAll);

/** What security teams start Node with: `new Function` and `eval` throw. */
const FLAG = "--disallow-code-generation-from-strings";

/** Takes traces, and forgets them. */
async function collector(): Promise<string> {
  const server = createServer(
    (request, response) => void request.resume().on("end", () => response.end("{}")),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  whenOver(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

test.each([
  // From source there is no empty database to begin with.
  [
    "with the embedded store",
    () => Promise.resolve({ CHANGE_DEADLINE_MS: "50000", DATA_FOLDER: join(emptyFolder(), "data") }),
  ],
  [
    "with PostgreSQL, metrics, traces and pretty logs",
    async () => ({
      DATABASE_URL: (await freshDatabase()).url,
      METRICS_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector(),
      LOG_FORMAT: "pretty",
    }),
  ],
])(
  "%s, the gateway starts, answers a query and makes a change without code from strings",
  async (_what, settings) => {
    const emulator = await emulatorAlone();
    const { url } = start({ ...against(emulator), ...(await settings()) }, [], [FLAG]);
    const address = await url();
    const { data } = await execute(
      address,
      "{ connections { nodes { connectionId connectionName tags { key } virtualInterfaces { nodes { vlan } } } } }",
    );
    const nodes: { connectionId: string; connectionName: string }[] = data.connections.nodes;
    const id = nodes.find(({ connectionName }) => connectionName === "acme-va1")?.connectionId;
    const change = await execute(
      address,
      `mutation { updateConnection(
        idempotencyKey: "once", input: { connectionId: "${id}", connectionName: "renamed" }
      ) { connectionName } }`,
    );
    expect(change).toEqual({
      extensions: expect.anything(),
      data: { updateConnection: { connectionName: "renamed" } },
    });
  },
);

test("the flag is in force in a process that a test starts", async () => {
  const { ended, output } = start({}, [], [FLAG, "-e", "new Function('return 1')", "--"]);
  expect((await ended).code).not.toBe(0);
  expect(output.stderr).toContain("Code generation from strings disallowed");
});
