import { createLogger } from "../../src/observability/logging";

function capture(pretty = false) {
  const lines: string[] = [];
  const logger = createLogger({
    level: "info",
    pretty,
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, text: () => lines.join("") };
}

describe("secrets never reach the sink", () => {
  const SECRET = "5ec4e7";
  test.each<[string, (log: ReturnType<typeof capture>["logger"]) => void]>([
    ["at the top", (log) => log.info({ cak: SECRET }, "m")],
    ["at depth, in lists", (log) => log.info({ input: { peers: [{ authKey: SECRET, asn: 65000 }] } }, "m")],
    ["as an object", (log) => log.info({ loaContent: { 0: SECRET } }, "m")],
    ["whatever the case", (log) => log.info({ headers: { Authorization: `Bearer ${SECRET}` } }, "m")],
    ["in a child's bindings", (log) => log.child({ sessionToken: SECRET }).info("m")],
    [
      "in an error's properties",
      (log) => log.error({ err: Object.assign(new Error("e"), { input: { cak: SECRET } }) }, "m"),
    ],
    ["in JSON that a message quotes", (log) => log.info(`sent {"ckn":"1","cak": "${SECRET}"}`)],
    [
      "in JSON inside JSON",
      (log) => log.info({ body: JSON.stringify({ inner: JSON.stringify({ authKey: SECRET }) }) }, "m"),
    ],
    [
      "in an error's message",
      (log) => log.error({ err: new Error(`body {"customerRouterConfig":"${SECRET}"}`) }, "m"),
    ],
    [
      "in JSON inside a text, behind an escaped quote",
      (log) => log.info({ body: JSON.stringify({ a: 1, customerRouterConfig: `set "${SECRET}"` }) }, "m"),
    ],
    ["as a bearer token in a text", (log) => log.info(`asked with Authorization: Bearer ${SECRET}.x-y_z`)],
    ["in raw headers", (log) => log.info({ rawHeaders: ["authorization", `Basic ${SECRET}==`] }, "m")],
    ["as a signed token", (log) => log.info(`no key for eyJhbGciOiJSUzI1NiJ9.eyJ${SECRET}.${SECRET}-_`)],
    [
      "in a database's address",
      (log) => log.error({ err: new Error(`connect postgres://app:${SECRET}@db:5432/x failed`) }, "m"),
    ],
    [
      "in what the SDK's errors carry",
      (log) =>
        log.error(
          {
            err: Object.assign(new Error("e"), {
              $response: { headers: { "x-amz-security-token": SECRET }, body: { SecretAccessKey: SECRET } },
            }),
          },
          "m",
        ),
    ],
    ["in JSON that was cut", (log) => log.info(`sent {"authKey":"${SECRET}…`)],
  ])("%s", (_name, write) => {
    for (const pretty of [false, true]) {
      const { logger, text } = capture(pretty);
      write(logger);
      expect(text()).not.toContain(SECRET);
      expect(text()).toContain("[redacted]");
    }
  });

  test("what is no secret stays, and the line stays JSON", () => {
    const { logger, text } = capture();
    logger.info({ ckn: "1a", cak: "2b", note: 'the word "cak" alone' }, "m");
    expect(JSON.parse(text())).toMatchObject({
      ckn: "1a",
      cak: "[redacted]",
      note: 'the word "cak" alone',
      msg: "m",
    });
  });
});

test("levels and times are readable", () => {
  const { logger, text } = capture();
  logger.debug("hidden");
  logger.warn("shown");
  expect(JSON.parse(text())).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    msg: "shown",
  });
});

test("on a terminal a line is text", () => {
  const { logger, text } = capture(true);
  logger.info({ port: 4000 }, "ready");
  expect(text()).toMatch(/INFO.*ready.*4000/);
});
