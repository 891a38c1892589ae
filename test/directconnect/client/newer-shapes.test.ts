import { Readable } from "node:stream";
import * as sdk from "@aws-sdk/client-direct-connect";
import { type HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { commandClass, NEWER_COMMANDS } from "../../../src/directconnect/client/newer-commands";
import { NEWER_MEMBERS, NEWER_OPERATIONS } from "../../../src/directconnect/client/newer-shapes";
import { model } from "../../../src/emulator/model/model";
import { fullValue, schemasOf } from "../../drift/model-schemas";

/*
 * What the service's model declares, made into schemas of the SDK's form, is held against the SDK's own declaration of each
 * operation that both know, and so shown to be that form; then against what the gateway declares itself. Inputs and
 * answers have every member of the model.
 */
const fromModel = schemasOf(model);

interface Handled {
  /** What was sent, less what names the moment and the library. */
  readonly sent: object;
  readonly output: unknown;
}

/** Sends an input with every member by a command, and has it answered with every member. */
async function handled(operation: string, Class: ReturnType<typeof commandClass>): Promise<Handled> {
  const { input, output } = model.operations[operation] ?? {};
  const requests: HttpRequest[] = [];
  const answer = output === undefined ? {} : fullValue(model, output.shape, false);
  const client = new sdk.DirectConnectClient({
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    requestHandler: {
      handle: (request: HttpRequest) => {
        requests.push(request);
        const body = Readable.from([Buffer.from(JSON.stringify(answer))]);
        return Promise.resolve({ response: new HttpResponse({ statusCode: 200, headers: {}, body }) });
      },
    },
  });
  const sent = input === undefined ? {} : fullValue(model, input.shape, true);
  const { $metadata: _, ...answered } = await client.send(new Class(sent as object));
  const [request] = requests;
  const { "x-amz-target": target, "content-type": type, authorization = "" } = request?.headers ?? {};
  return {
    sent: {
      path: `${String(request?.method)} ${String(request?.hostname)}${String(request?.path)}`,
      body: JSON.parse(textOf(request?.body)) as unknown,
      isSigned: authorization.startsWith("AWS4-HMAC-SHA256 "),
      target,
      type,
    },
    output: answered,
  };
}

/** A body is text where an operation has no input. */
const textOf = (body: unknown) =>
  typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);

const commandsOfSdk = Object.entries(sdk)
  .filter(([name]) => /^[A-Z]\w+Command$/.test(name))
  .map(([name, Class]) => [name.replace(/Command$/, ""), Class as ReturnType<typeof commandClass>] as const);

test("the SDK has 63 of the model's 73 operations, and the other ten are declared here", () => {
  const existing = commandsOfSdk.map(([name]) => name);
  expect(existing).toHaveLength(63);
  expect(Object.keys(model.operations).filter((name) => !existing.includes(name))).toEqual(
    Object.keys(NEWER_OPERATIONS).sort(),
  );
});

test.each(commandsOfSdk)("%s is sent and read as the model declares it", async (operation, Class) => {
  const declared = fromModel.get(operation) ?? [];
  expect(await handled(operation, Class)).toEqual(
    await handled(operation, commandClass(operation, declared)),
  );
});

test.each(Object.entries(NEWER_COMMANDS))(
  "%s, which the SDK lacks, is sent and read as the model declares it",
  async (operation, Class) => {
    const declared = fromModel.get(operation) ?? [];
    const ours = await handled(operation, Class as unknown as ReturnType<typeof commandClass>);
    expect(ours).toEqual(await handled(operation, commandClass(operation, declared)));
    expect(ours.sent).toMatchObject({
      path: "POST directconnect.us-east-1.amazonaws.com/",
      target: `OvertureService.${operation}`,
      isSigned: true,
    });
  },
);

test("of an operation, the required members are those of the model", () => {
  for (const [name, schema] of Object.entries(NEWER_OPERATIONS)) {
    const [, , , , names, , count = 0] = (schema[4] as () => readonly unknown[])();
    const required = model.shapes[model.operations[name]?.input?.shape ?? ""]?.required ?? [];
    expect([name, (names as string[]).slice(0, Number(count)).sort()]).toEqual([name, [...required].sort()]);
  }
});

test("members that are added to the SDK's structures are the model's, and the SDK lacks them", () => {
  for (const [schema, members] of NEWER_MEMBERS) {
    const shape = model.shapes[String(schema[2])];
    for (const name of Object.keys(members)) {
      expect(shape?.members).toHaveProperty(name);
      expect((schema[4] as string[]).filter((each) => each === name)).toEqual([name]);
    }
  }
});
