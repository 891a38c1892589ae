import * as sdk from "@aws-sdk/client-direct-connect";
import { InPlaceDeserializer } from "../../src/directconnect/client/in-place-deserializer";
import { DirectConnectProtocol } from "../../src/directconnect/client/protocol";
import {
  AwsJson1_1Protocol,
  Command,
  CredentialsProviderError,
  getEndpointPlugin,
  HttpRequest,
  JsonCodec2,
  JsonShapeDeserializer2,
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
  NormalizedSchema,
  partition,
} from "../../src/libraries/aws-sdk";

/** Where one of these fails, the SDK has changed inside: src/libraries/aws-sdk.ts and what imports it have to follow. */

const NAME = "src/libraries/aws-sdk.ts";

test(`${NAME}: answers are read by a codec whose deserializer can be replaced`, () => {
  const { config } = new sdk.DirectConnectClient({ region: "us-east-1", protocol: DirectConnectProtocol });
  const protocol = config.protocol as unknown as { deserializer: unknown; getPayloadCodec(): unknown };
  expect(protocol).toBeInstanceOf(AwsJson1_1Protocol);
  expect(protocol.getPayloadCodec()).toBeInstanceOf(JsonCodec2);
  expect(protocol.deserializer).toBeInstanceOf(InPlaceDeserializer);
  expect(Object.getOwnPropertyNames(JsonShapeDeserializer2.prototype)).toEqual(
    expect.arrayContaining(["read", "readObject", "_read"]),
  );
});

test(`${NAME}: schemas of the SDK are walked member by member`, () => {
  const schema = NormalizedSchema.of(sdk.Connection$);
  expect([schema.isStructSchema(), schema.isUnionSchema(), schema.getName()]).toEqual([
    true,
    false,
    "Connection",
  ]);
  const members = new Map(schema.structIterator());
  expect(members.get("connectionId")?.isStringSchema()).toBe(true);
  expect(members.get("loaIssueTime")?.isTimestampSchema()).toBe(true);
  expect(members.get("vlan")?.isNumericSchema()).toBe(true);
  expect(members.get("tags")?.getValueSchema().isStructSchema()).toBe(true);
});

test(`${NAME}: commands, endpoints, settings and partitions are made as the SDK makes its own`, () => {
  expect(new sdk.DescribeConnectionsCommand({})).toBeInstanceOf(Command);
  expect(typeof getEndpointPlugin).toBe("function");
  expect(HttpRequest.isInstance(new HttpRequest({ hostname: "a" }))).toBe(true);
  expect(new CredentialsProviderError("none", { tryNextLink: true })).toMatchObject({ tryNextLink: true });
  expect(typeof loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)).toBe("function");
  expect(partition("eusc-de-east-1").dnsSuffix).toBe("amazonaws.eu");
});
