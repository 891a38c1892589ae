import { modelChanges } from "../../scripts/model-changes";
import { type Model, model } from "../../src/emulator/model/model";

const changed = (
  change: (copy: { operations: Record<string, unknown>; shapes: Record<string, unknown> }) => void,
) => {
  const copy = JSON.parse(JSON.stringify(model)) as Parameters<typeof change>[0];
  change(copy);
  return copy as unknown as Model; // of the form that it was copied from
};

test("the same model: nothing is new", () => {
  expect(modelChanges(model, model)).toEqual([]);
});

test("what is new is named in the order to work through, and what is gone at the end", () => {
  const newer = changed(({ operations, shapes }) => {
    shapes["Colour"] = { type: "string", enum: ["red", "blue"] };
    shapes["PaintRequest"] = {
      type: "structure",
      required: ["colour"],
      members: { colour: { shape: "Colour" } },
    };
    operations["Paint"] = {
      name: "Paint",
      input: { shape: "PaintRequest" },
      output: { shape: "Lag" },
      errors: [{ shape: "LimitExceededException" }],
    };
    Object.assign((shapes["Lag"] as { members: object }).members, { colour: { shape: "Colour" } });
    (shapes["CreateLagRequest"] as { required: string[] }).required.push("tags");
    (shapes["AddressFamily"] as { enum: string[] }).enum.push("ipv8");
    (operations["UpdateLag"] as { errors: object[]; deprecated?: boolean }).deprecated = true;
    (operations["UpdateLag"] as { errors: object[] }).errors.push({ shape: "LimitExceededException" });
    delete operations["DescribeLoa"];
    delete (shapes["Lag"] as { members: Record<string, unknown> }).members["tags"];
  });
  expect(modelChanges(model, newer)).toEqual([
    {
      heading: "Structures and enums to declare",
      entries: ["Colour: one of red, blue", "PaintRequest { colour }"],
    },
    { heading: "Members to add to known structures", entries: ["Lag.colour: Colour"] },
    { heading: "Members that are required now", entries: ["CreateLagRequest.tags"] },
    { heading: "Values to add to enums", entries: ["AddressFamily.ipv8"] },
    {
      heading: "Operations to offer and to emulate",
      entries: ["Paint(colour) → Lag; errors: LimitExceededException"],
    },
    { heading: "Errors that known operations declare now", entries: ["UpdateLag: LimitExceededException"] },
    { heading: "Operations that are deprecated now", entries: ["UpdateLag"] },
    { heading: "Gone from the model", entries: ["DescribeLoa", "Lag.tags"] },
  ]);
});

test("what is declared otherwise is named: types, bounds, what is required, and what operations take", () => {
  const newer = changed(({ operations, shapes }) => {
    const shape = (name: string) =>
      shapes[name] as Record<"members", Record<string, object>> & Record<string, unknown>;
    shape("Lag").members["minimumLinks"] = { shape: "LagId" };
    shape("ConnectionIdList")["max"] = 100;
    shape("ResiliencyGroupName")["pattern"] = "^[a-z]+$";
    shape("PrefixPoolSize")["min"] = undefined;
    shape("LagList")["member"] = { shape: "Connection" };
    shape("VLAN")["type"] = "long";
    shape("CreateLagRequest")["required"] = ["numberOfConnections", "location", "connectionsBandwidth"];
    (shape("ConnectionState")["enum"] as string[]).pop();
    operations["DeleteLag"] = { ...(operations["DeleteLag"] as object), output: { shape: "Lags" } };
  });
  expect(modelChanges(model, newer)).toEqual([
    { heading: "Members of another type now", entries: ["Lag.minimumLinks: LagId, was Count"] },
    {
      heading: "Types with other bounds now",
      entries: [
        "ConnectionIdList: max 100, was 200",
        "LagList: items Connection, was Lag",
        "PrefixPoolSize: min none, was 0",
        "ResiliencyGroupName: pattern ^[a-z]+$, was ^[a-zA-Z0-9_\\-]+$",
        "VLAN: type long, was integer",
      ],
    },
    {
      heading: "Known operations with another input or output now",
      entries: ["DeleteLag: DeleteLagRequest → Lags"],
    },
    { heading: "Members that are no longer required", entries: ["CreateLagRequest.lagName"] },
    { heading: "Gone from the model", entries: ["ConnectionState.unknown"] },
  ]);
});
