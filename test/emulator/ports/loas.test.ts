/* eslint-disable @typescript-eslint/no-deprecated -- the two deprecated forms are tested beside the new one */
import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionLoaCommand,
  DescribeInterconnectLoaCommand,
  DescribeLoaCommand,
  type Loa,
} from "@aws-sdk/client-direct-connect";
import { fixtureIds } from "../../../src/emulator/fixtures/names";
import { accounts, minute, startEmulated, type Emulated } from "../emulated";

const { partner, acme, enterprise } = accounts;

let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({ fixtures: true, startAt: new Date("2026-03-01T00:00:00Z") });
});
afterAll(() => emulated.stop());

const describeLoa = (account: string, connectionId: string, input = {}, region = "us-east-1") =>
  emulated.as(account, region).send(new DescribeLoaCommand({ connectionId, ...input }));
const text = (loa: Loa | undefined) => Buffer.from(loa?.loaContent ?? []).toString("latin1");

/** Reads a PDF as a reader does: from the end, over the table of offsets, to every object. */
function objectsOf(file: string): Map<number, string> {
  expect(file.startsWith("%PDF-1.4\n")).toBe(true);
  const [, start = ""] = /startxref\n(\d+)\n%%EOF\n$/.exec(file) ?? [];
  const [, first = "", count = ""] = /^xref\n(\d+) (\d+)\n/.exec(file.slice(Number(start))) ?? [];
  expect(first).toBe("0");
  const entries = file.slice(Number(start) + `xref\n0 ${count}\n`.length);
  const objects = new Map<number, string>();
  for (let number = 1; number < Number(count); number++) {
    const entry = entries.slice(number * 20, number * 20 + 20);
    expect(entry).toMatch(/^\d{10} 00000 n \n$/);
    const object = file.slice(Number(entry.slice(0, 10)));
    expect(object.startsWith(`${number} 0 obj\n`)).toBe(true);
    objects.set(number, object.slice(0, object.indexOf("\nendobj\n")));
  }
  return objects;
}

describe("refusals", () => {
  test("another account's letter, also from the other region, and what is not there", async () => {
    const ic = fixtureIds["ic-dc2"];
    const unknown = { name: "DirectConnectClientException", message: /^Could not find .* with ID dx/ };
    await expect(describeLoa(acme, ic)).rejects.toMatchObject(unknown);
    await expect(describeLoa(partner, ic, {}, "us-west-1")).rejects.toMatchObject(unknown);
    await expect(describeLoa(acme, fixtureIds["lag-dc2"])).rejects.toMatchObject(unknown);
    await expect(describeLoa(acme, "dxcon-00000000")).rejects.toMatchObject(unknown);
  });

  test("a port that is requested has none yet", async () => {
    await expect(describeLoa(partner, fixtureIds["ic-new"])).rejects.toMatchObject({
      message: `The LOA for ${fixtureIds["ic-new"]} is not available: the connection is in state requested.`,
    });
    await expect(describeLoa(enterprise, fixtureIds["enterprise-100g"])).rejects.toMatchObject({
      message: /is not available/,
    });
  });

  test("a hosted connection has none of its own", async () => {
    await expect(describeLoa(acme, fixtureIds["acme-dc2"])).rejects.toMatchObject({
      message: /is a hosted connection/,
    });
  });

  test("PDF is the only form", async () => {
    await expect(
      describeLoa(partner, fixtureIds["ic-dc2"], { loaContentType: "text/html" }),
    ).rejects.toMatchObject({ message: /^LOA content type text\/html is not valid/ });
  });

  test("the deprecated forms accept their own kind alone", async () => {
    const ic = new DescribeConnectionLoaCommand({ connectionId: fixtureIds["ic-dc2"] });
    await expect(emulated.as(partner).send(ic)).rejects.toMatchObject({
      message: /^Could not find Connection/,
    });
    const lag = new DescribeConnectionLoaCommand({ connectionId: fixtureIds["lag-dc2"] });
    await expect(emulated.as(enterprise).send(lag)).rejects.toMatchObject({ message: /^Could not find/ });
    const port = new DescribeInterconnectLoaCommand({ interconnectId: fixtureIds["lag-dc2-a"] });
    await expect(emulated.as(enterprise).send(port)).rejects.toMatchObject({
      message: /^Could not find Interconnect/,
    });
  });
});

test("the letter of an interconnect names the circuit, and is a PDF to the byte", async () => {
  const loa = await describeLoa(partner, fixtureIds["ic-dc2"], { loaContentType: "application/pdf" });
  expect(loa.loaContentType).toBe("application/pdf");
  const objects = objectsOf(text(loa));
  expect(objects.get(1)).toContain("/Type /Catalog");
  const [, length = "", content = ""] =
    /<< \/Length (\d+) >>\nstream\n([^]*)\nendstream$/.exec(objects.get(4) ?? "") ?? [];
  expect(content).toHaveLength(Number(length));
  for (const detail of [
    "(Location: EqDC2, Equinix DC2/DC11, Ashburn, VA)",
    `(Connection: ${fixtureIds["ic-dc2"]}, ic-dc2)`,
    "(Bandwidth: 10Gbps)",
    "(Account: 111111111111)",
    "(Service provider: Equinix, Inc.)",
    "(Issue date: 2026-01-20, valid until 2026-04-20 \\(90 days\\))",
  ]) {
    expect(content).toContain(detail);
  }
  expect(content).toMatch(/\(AWS device: EqDC2-[0-9a-z]{11,14}\)/);
});

test("a provider named in the request is in the LOA, whatever its characters", async () => {
  const providerName = "Zürich (West) \\ 光";
  const file = text(await describeLoa(partner, fixtureIds["ic-dc2"], { providerName }));
  expect(file).toContain("(Service provider: Zürich \\(West\\) \\\\ ?)");
  expect(objectsOf(file).size).toBe(7);
});

test("the letter of a LAG names all its members", async () => {
  const file = text(await describeLoa(enterprise, fixtureIds["lag-dc2"]));
  expect(file).toContain(`Connection: ${fixtureIds["lag-dc2-a"]}`);
  expect(file).toContain(`Connection: ${fixtureIds["lag-dc2-b"]}`);
});

test("the deprecated forms give the same letter, wrapped", async () => {
  const connectionId = fixtureIds["lag-dc2-a"];
  const old = await emulated.as(enterprise).send(new DescribeConnectionLoaCommand({ connectionId }));
  expect(text(old.loa)).toBe(text(await describeLoa(enterprise, connectionId)));
  const interconnectId = fixtureIds["ic-dc2"];
  const ic = await emulated.as(partner).send(new DescribeInterconnectLoaCommand({ interconnectId }));
  expect(text(ic.loa)).toBe(text(await describeLoa(partner, interconnectId)));
});

test("a letter is there once a port is approved, and gone with the port", async () => {
  const order = { location: "CSVA1", bandwidth: "1Gbps", connectionName: "new" };
  const { connectionId = "" } = await emulated.as(enterprise).send(new CreateConnectionCommand(order));
  await expect(describeLoa(enterprise, connectionId)).rejects.toMatchObject({ message: /not available/ });
  emulated.emulator.clock.advance(60 * minute);
  expect(text(await describeLoa(enterprise, connectionId))).toContain("(Issue date: 2026-03-01");
  await emulated.as(enterprise).send(new DeleteConnectionCommand({ connectionId }));
  emulated.emulator.clock.advance(2 * minute);
  await expect(describeLoa(enterprise, connectionId)).rejects.toMatchObject({
    message: /in state deleted/,
  });
});
