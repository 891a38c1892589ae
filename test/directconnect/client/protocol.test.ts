import { deepStrictEqual } from "node:assert";
import { Readable } from "node:stream";
import * as sdk from "@aws-sdk/client-direct-connect";
import { AwsJson1_1Protocol } from "@aws-sdk/core/protocols";
import { NormalizedSchema, operation as schemaObject } from "@smithy/core/schema";
import { HttpResponse } from "@smithy/core/protocols";
import fc from "fast-check";
import { NEWER_OPERATIONS } from "../../../src/directconnect/client/newer-shapes";
import { DirectConnectProtocol } from "../../../src/directconnect/client/protocol";
import { wireTexts } from "../wire-texts";

/*
 * The SDK's own protocol is the reference: for whatever fits AWS's model, and for errors, the gateway's must give the same
 * answer or throw the same error. What does not fit counts as absent, where the SDK takes it as it is or fails.
 */
type OperationSchema = typeof sdk.DescribeConnections$;

interface WireAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

const settings = { region: "us-east-1", credentials: { accessKeyId: "any", secretAccessKey: "any" } };
const bySdk = new sdk.DirectConnectClient(settings);
const byGateway = new sdk.DirectConnectClient({ ...settings, protocol: DirectConnectProtocol });

const isOperation = (value: unknown): value is OperationSchema => Array.isArray(value) && value[0] === 9;
const operations = [...Object.values<unknown>(sdk), ...Object.values(NEWER_OPERATIONS)].filter(isOperation);

/** What the client makes of an answer: the output, or what is thrown. */
async function read(
  { config }: sdk.DirectConnectClient,
  [, namespace, name, traits, input, output]: OperationSchema,
  { status, headers = {}, body }: WireAnswer,
): Promise<unknown> {
  const response = new HttpResponse({
    statusCode: status,
    headers: { ...headers },
    body: Readable.from(body === "" ? [] : [Buffer.from(body)], { objectMode: false }),
  });
  const { protocol } = config;
  if (!(protocol instanceof AwsJson1_1Protocol)) throw new Error("Direct Connect speaks AWS JSON 1.1.");
  try {
    const schema = schemaObject(namespace, name, traits, input, output);
    return await protocol.deserializeResponse(schema, config, response);
  } catch (error) {
    return { thrown: error };
  }
}

async function expectSame(operation: OperationSchema, answer: WireAnswer): Promise<void> {
  const [ours, theirs] = await Promise.all([
    read(byGateway, operation, answer),
    read(bySdk, operation, answer),
  ]);
  deepStrictEqual(ours, theirs); // prototypes, and undefined apart from absent; of errors, also what a class adds
}

test("all operations are compared, and the gateway's protocol is not the SDK's", async () => {
  expect(operations).toHaveLength(73);
  const answer = { status: 200, body: '{"resourceTags":[{"tags":[],"resourceArn":"arn"}]}' };
  const [ours, theirs] = await Promise.all([
    read(byGateway, sdk.DescribeTags$, answer),
    read(bySdk, sdk.DescribeTags$, answer),
  ]);
  expect(JSON.stringify(ours)).toContain('{"tags":[],"resourceArn":"arn"}'); // as the text has it
  expect(JSON.stringify(theirs)).toContain('{"resourceArn":"arn","tags":[]}'); // as the schema has it
});

test.each(operations.map((operation) => [operation[2], operation] as const))(
  "%s: an answer is read as the SDK reads it",
  async (_name, operation) => {
    const output = NormalizedSchema.of(operation[5]);
    const bodies = fc.oneof(wireTexts(output, "tidy"), wireTexts(output, "fitting"));
    await fc.assert(
      fc.asyncProperty(bodies, (body) => expectSame(operation, { status: 200, body })),
      { numRuns: 30 },
    );
  },
);

test.each([
  ["empty", ""],
  ["a JSON text", '"connections"'],
  ["null", "null"],
  ["HTML", "<html><body>It works!</body></html>"],
  ["cut off", '{"connections":[{"connectionId":"dxcon-1'],
  ["with a byte order mark", '\ufeff{"connections":[]}'],
])("a body that is %s is read as the SDK reads it", async (_what, body) => {
  await expectSame(sdk.DescribeConnections$, { status: 200, body });
  await expectSame(sdk.DescribeConnections$, { status: 200, body, headers: { "Content-Type": "text/html" } });
  await expectSame(sdk.DescribeConnections$, { status: 400, body });
});

/** What of a value is not as its schema says, by the member's path. */
function misfits(schema: NormalizedSchema, value: unknown, path: string): string[] {
  const fits = (isFit: boolean) => (isFit ? [] : [`${path} is ${JSON.stringify(value)}`]);
  if (schema.isStructSchema()) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return fits(false);
    const members = new Map(schema.structIterator());
    return Object.entries(value).flatMap(([name, member]) => {
      const memberSchema = members.get(name);
      return memberSchema === undefined ? fits(false) : misfits(memberSchema, member, `${path}.${name}`);
    });
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return fits(false);
    return value.flatMap((item: unknown) => misfits(schema.getValueSchema(), item, `${path}[]`));
  }
  if (schema.isNumericSchema()) return fits(Number.isSafeInteger(value));
  if (schema.isTimestampSchema()) return fits(value instanceof Date && !Number.isNaN(value.getTime()));
  if (schema.isBlobSchema()) return fits(value instanceof Uint8Array);
  return fits(typeof value === (schema.isBooleanSchema() ? "boolean" : "string"));
}

test.each(operations.map((operation) => [operation[2], operation] as const))(
  "%s: whatever JSON object comes, all that is read fits the model",
  async (_name, operation) => {
    const output = NormalizedSchema.of(operation[5]);
    const bodies = wireTexts(output, "wild").filter((body) => body.startsWith("{"));
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const answer = (await read(byGateway, operation, { status: 200, body })) as Record<string, unknown>;
        expect(answer).not.toHaveProperty("thrown");
        const { $metadata: _, ...members } = answer;
        expect(misfits(output, members, operation[2])).toEqual([]);
      }),
      { numRuns: 50 },
    );
  },
);

test("errors are the SDK's, whatever their name, its place and what they say", async () => {
  const names = [
    ...Object.values<unknown>(sdk).flatMap((value) =>
      Array.isArray(value) && value[0] === -3 ? [String(value[2])] : [],
    ),
    "ThrottlingException",
    "ExpiredTokenException",
    "MadeUpTomorrow",
    "",
  ];
  const forms = fc
    .tuple(
      fc.constantFrom("", "com.amazonaws.directconnect#", "com.amazonaws.other#"),
      fc.constantFrom(...names),
      fc.constantFrom("", ":http://internal.amazon.com/coral/", ",another"),
    )
    .map((chunks) => chunks.join(""));
  const message = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant(null), fc.constant(""));
  const body = fc
    .record(
      {
        __type: fc.oneof(forms, fc.constant(404)),
        code: forms,
        message,
        Message: message,
        detail: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: [] },
    )
    .map((error) => JSON.stringify(error));
  const headers = fc.record(
    { "x-amzn-ErrorType": forms, "x-amzn-requestid": fc.uuid() },
    { requiredKeys: [] },
  );
  const status = fc.constantFrom(300, 400, 403, 404, 413, 429, 500, 503);
  await fc.assert(
    fc.asyncProperty(fc.record({ status, headers, body }), (answer) =>
      expectSame(sdk.CreateConnection$, answer),
    ),
    { numRuns: 300 },
  );
});
