/** Which folder may import which: CONTRIBUTING.md, "Import direction". Imports of types alone count too. */

/** Top to bottom: each folder may import those below it. */
const LAYERS = [
  "server\\.ts$",
  "gateway\\.ts$",
  "http/",
  "schema(\\.ts$|/)",
  "resolvers/",
  "context\\.ts$",
  "insights/",
  "events/",
  "directconnect/",
  "journal/",
  "auth/",
  "store/",
];

const layerRules = LAYERS.slice(1).map((layer, index) => ({
  name: `${layer.replace(/\W/g, "")}-imports-nothing-above`,
  comment:
    "Imports run server → gateway → http → schema → resolvers → context → insights → directconnect → …",
  severity: "error",
  from: { path: `^src/${layer}` },
  to: {
    path: LAYERS.slice(0, index + 1).map((above) => `^src/${above}`),
    // The table of permissions is complete by the type of all operations' names, and grants name regions of AWS.
    ...(layer === "auth/" && { pathNot: "^src/directconnect/(client/operations|accounts/regions)\\.ts$" }),
  },
}));

/** A folder that imports nothing else of ours. */
const standsAlone = (folder, comment) => ({
  name: `${folder}-stands-alone`,
  comment,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: { path: "^src/", pathNot: [`^src/${folder}/`, "^src/libraries/graphql\\.ts$"] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circles",
      comment: "A circle of imports has no beginning to read it from.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
    },
    {
      name: "insides-of-libraries-in-one-file",
      comment:
        "What a library does not export may change with any release: src/libraries has one file for each.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/libraries/", "^src/emulator/rules/partitions\\.ts$"] },
      to: {
        path: [
          "^node_modules/graphql/.+/",
          "^node_modules/@(smithy|aws-sdk)/core/",
          "^node_modules/(type-graphql|class-validator)/(?!(build/cjs|cjs|types)/index\\.)",
        ],
      },
    },
    ...layerRules,
    standsAlone("types", "types import the SDK's types and each other, nothing else of ours."),
    standsAlone("emulator", "The emulator is an independent witness: it imports only the SDK."),
    standsAlone("execution", "execution knows GraphQL and nothing of this gateway."),
    {
      name: "emulator-is-started-by-the-server",
      comment: "Only server.ts and tests start the emulator.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/emulator/", "^src/server\\.ts$"] },
      to: { path: "^src/emulator/" },
    },
    {
      name: "execution-is-of-http",
      comment: "Only http executes; what others need of a plan they are handed.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/execution/", "^src/http/"] },
      to: { path: "^src/execution/" },
    },
    {
      name: "config-is-read-by-the-wiring",
      comment: "Settings are read where the gateway is put together; its parts are handed what they need.",
      severity: "error",
      from: {
        path: "^src/",
        pathNot: ["^src/config/", "^src/observability/", "^src/(server|gateway)\\.ts$"],
      },
      to: { path: "^src/config/" },
    },
    {
      name: "store-knows-tables",
      comment: "The store knows tables, not what they are for.",
      severity: "error",
      from: { path: "^src/store/" },
      to: {
        path: "^src/",
        pathNot: ["^src/store/", "^src/(scheduling|observability)/", "^src/errors\\.ts$"],
      },
    },
    {
      name: "journal-is-told",
      comment: "The journal records changes; directconnect makes them.",
      severity: "error",
      from: { path: "^src/journal/" },
      to: { path: "^src/(directconnect|types)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
