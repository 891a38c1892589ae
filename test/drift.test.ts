import * as sdk from "@aws-sdk/client-direct-connect";
import { NEWER_OPERATIONS } from "../src/directconnect/client/newer-shapes";
import { handlers } from "../src/emulator/wire/handlers";
import { createSchema } from "../src/schema";
import { model } from "../src/emulator/model/model";
import { readAwsModel } from "./drift/aws-model";
import { additions, coverage, omissions } from "./drift/coverage";
import { findAdditions } from "./drift/additions";
import { readSdkModel } from "./drift/sdk-model";
import { findDrift, type Graph } from "./drift/walk";

const offered = { ...sdk, ...NEWER_OPERATIONS };
const graph: Graph = {
  schema: createSchema(),
  emulated: new Set(Object.keys(handlers)),
  coverage,
  omissions,
};

test("the model is read: 63 operations, their structures and enums", () => {
  const model = readSdkModel({ ...sdk });
  expect(model.operations).toHaveLength(63);
  expect(model.enums.get("AddressFamily")).toEqual(["ipv4", "ipv6"]);
  expect(model.structures.get("Lag")).toContainEqual({
    name: "connections",
    required: false,
    structure: "Connection",
  });
});

test("graph and emulator have everything that the SDK has, and what it lacks", () => {
  expect(findDrift(readSdkModel(offered), graph)).toEqual([]);
});

describe("the public model of November 2026", () => {
  const ofModel = readAwsModel(model);

  test("is read: 73 operations, their structures and enums", () => {
    expect(ofModel.operations).toHaveLength(73);
    expect(ofModel.enums.get("ResiliencyGroupType")).toEqual(["Managed"]);
    expect(ofModel.structures.get("CreateResiliencyGroupRequest")).toContainEqual({
      name: "intendedResiliencyModel",
      required: true,
      structure: undefined,
    });
  });

  test("graph and emulator have everything that it has", () => {
    expect(findDrift(ofModel, graph)).toEqual([]);
  });

  test("graph and emulator have nothing under its names that it has not", () => {
    expect(findAdditions(ofModel, graph, additions)).toEqual([]);
  });

  test("what it would have no more is named", () => {
    const structures = new Map(ofModel.structures);
    const without = (structure: string, member: string) =>
      structures.set(
        structure,
        (structures.get(structure) ?? []).filter(({ name }) => name !== member),
      );
    without("Connection", "vlan");
    without("NewPublicVirtualInterface", "rateLimit");
    without("UpdateConnectionsBillingModeRequest", "billingMode");
    const enums = new Map(ofModel.enums).set("AddressFamily", ["ipv4"]);
    const operations = ofModel.operations.filter(({ name }) => name !== "DescribeLocations");
    expect(findAdditions({ operations, structures, enums }, graph, additions)).toEqual([
      "emulator DescribeLocations",
      "enum AddressFamily.ipv6",
      "input NewPublicVirtualInterface.rateLimit",
      "input UpdateConnectionsBillingModeRequest.billingMode",
      "output Connection.vlan",
    ]);
    const renamed = { ...coverage.operations, CreateLag: ["Mutation.makeLag"] };
    const ofGraph = { ...graph, coverage: { ...coverage, operations: renamed } };
    const stale = { what: "output Tag.colour", reason: "It never had one." };
    expect(findAdditions(ofModel, ofGraph, [...additions, stale])).toEqual([
      "addition no longer there: output Tag.colour",
      "mutation createLag",
    ]);
  });

  test("what the SDK has, and what is declared besides, is what the model has", () => {
    const declared = readSdkModel(offered);
    const names = (all: readonly { readonly name: string }[] = []) => all.map(({ name }) => name).sort();
    expect(names(declared.operations)).toEqual(names(ofModel.operations));
    for (const [structure, members] of declared.structures) {
      if (/^DirectConnect\w+Exception$|Exception$/.test(structure)) continue;
      expect([structure, names(members)]).toEqual([structure, names(ofModel.structures.get(structure))]);
    }
  });
});

describe("what a new version of the SDK would bring is named", () => {
  const before = new Set(findDrift(readSdkModel(offered), graph));
  const drift = (exported: object, changed: Partial<Graph> = {}) =>
    findDrift(readSdkModel({ ...offered, ...exported }), { ...graph, ...changed }).filter(
      (what) => !before.has(what),
    );

  /** A structure's schema with a member added: an optional one at the end, a required one in front. */
  function withMember(schema: readonly unknown[], name: string, required = false): unknown[] {
    const [kind, namespace, structure, traits, names, schemas, count] = schema;
    const all = [names, schemas] as unknown[][];
    const [grownNames, grownSchemas] = all.map((list, index) => {
      const added = index === 0 ? name : 0;
      return required ? [added, ...list] : [...list, added];
    });
    return [
      kind,
      namespace,
      structure,
      traits,
      grownNames,
      grownSchemas,
      Number(count ?? 0) + Number(required),
    ];
  }

  test("nothing changed: nothing named", () => {
    expect(drift({})).toEqual([]);
  });

  test("an operation", () => {
    const [kind, namespace] = sdk.DescribeTags$ as readonly unknown[];
    const teleport = [
      kind,
      namespace,
      "TeleportConnection",
      0,
      () => sdk.DeleteConnectionRequest$,
      () => sdk.Connection$,
    ];
    expect(drift({ TeleportConnection$: teleport })).toEqual([
      "emulator TeleportConnection",
      "operation TeleportConnection",
    ]);
  });

  test("a member of an output, also deep in it", () => {
    expect(drift({ Location$: withMember(sdk.Location$, "altitude") })).toEqual(["output Location.altitude"]);
    expect(drift({ MacSecKey$: withMember(sdk.MacSecKey$, "colour") })).toEqual(["output MacSecKey.colour"]);
    expect(drift({ Connections$: withMember(sdk.Connections$, "warning") })).toEqual([
      "output Connections.warning",
    ]);
  });

  test("a member of an input, also deep in it", () => {
    expect(
      drift({ CreateConnectionRequest$: withMember(sdk.CreateConnectionRequest$, "clientToken") }),
    ).toEqual(["input CreateConnectionRequest.clientToken"]);
    expect(drift({ Tag$: withMember(sdk.Tag$, "scope") })).toEqual(["input Tag.scope", "output Tag.scope"]);
  });

  test("an input that was optional and no longer is", () => {
    const { UpdateConnectionRequest$: request } = sdk;
    const [, , , , names, , required] = request as readonly unknown[];
    expect([names, required]).toEqual([["connectionId", "connectionName", "encryptionMode"], 1]);
    expect(drift({ UpdateConnectionRequest$: [...request.slice(0, 6), 2] })).toEqual([
      "required UpdateConnectionRequest.connectionName",
    ]);
    expect(drift({ UpdateConnectionRequest$: withMember(request, "reason", true) })).toEqual([
      "input UpdateConnectionRequest.reason",
    ]);
  });

  test("an enum, and a value of one", () => {
    expect(drift({ ConnectionState: { ...sdk.ConnectionState, frozen: "frozen" } })).toEqual([
      "enum ConnectionState.frozen",
    ]);
    expect(drift({ Weather: { sun: "sun" } })).toEqual(["enum Weather"]);
  });

  test("an operation that the emulator or the graph has lost", () => {
    const emulated = new Set([...graph.emulated].filter((name) => name !== "DescribeLocations"));
    expect(drift({}, { emulated })).toEqual(["emulator DescribeLocations"]);
    const operations = {
      ...coverage.operations,
      DescribeLocations: ["Query.places"],
      ConfirmConnection: ["Mutation.x"],
    };
    expect(drift({}, { coverage: { ...coverage, operations } })).toEqual([
      "operation ConfirmConnection: no query or mutation Mutation.x",
      "operation DescribeLocations: no query or mutation Query.places",
    ]);
  });

  test("entries of the tables that are true no longer", () => {
    const stale = { what: "output Connection.colour", reason: "It never had one." };
    const operations = { ...coverage.operations, DescribeWeather: ["Query.weather"] };
    expect(drift({}, { coverage: { ...coverage, operations }, omissions: [...omissions, stale] })).toEqual([
      "coverage DescribeWeather: the SDK has no such operation",
      "omission no longer needed: output Connection.colour",
    ]);
  });
});
