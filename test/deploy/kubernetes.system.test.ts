import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";
import { Deployment } from "kubernetes-models/apps/v1";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { ConfigMap, Namespace, Service, ServiceAccount } from "kubernetes-models/v1";
import * as ts from "typescript";
import { parseAllDocuments } from "yaml";
import { baseManifests, DEPLOY, type Manifest } from "./manifests";

/** The models of all kinds in the base, each with the module that it is from. */
const MODELS = {
  ConfigMap: [ConfigMap, "kubernetes-models/v1"],
  Deployment: [Deployment, "kubernetes-models/apps/v1"],
  Namespace: [Namespace, "kubernetes-models/v1"],
  NetworkPolicy: [NetworkPolicy, "kubernetes-models/networking.k8s.io/v1"],
  PodDisruptionBudget: [PodDisruptionBudget, "kubernetes-models/policy/v1"],
  Service: [Service, "kubernetes-models/v1"],
  ServiceAccount: [ServiceAccount, "kubernetes-models/v1"],
  ServiceMonitor: [ServiceMonitor, "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1"],
} as const;

const modelOf = ({ kind }: Manifest) => {
  if (!(kind in MODELS)) throw new Error(`No schema is named for ${kind}.`);
  return MODELS[kind as keyof typeof MODELS];
};

/** What is wrong with a manifest by Kubernetes' schema; "" where nothing is. */
function problemOf(manifest: Manifest): string {
  const [Model] = modelOf(manifest);
  try {
    // the models take what their schema says, which is what is checked here
    new (Model as new (data: unknown) => { validate(): void })(manifest).validate();
    return "";
  } catch (error) {
    return String(error);
  }
}

/** Members that the schemas do not have, and values of another type: the schemas themselves let more members pass. */
function strictProblems(manifests: readonly Manifest[]): string[] {
  const file = join(__dirname, "generated-manifests.ts");
  const lines = manifests.map((manifest, index) => {
    const [, from] = modelOf(manifest);
    const type = `import(${JSON.stringify(from)}).I${manifest.kind}`;
    return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, lines.join("\n"), ts.ScriptTarget.ES2022)
      : getSourceFile.call(host, name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the manifests are what Kubernetes' schemas allow, without any other member", () => {
  const manifests = baseManifests();
  expect(manifests.length).toBeGreaterThan(5);
  expect(manifests.map(problemOf).filter((problem) => problem !== "")).toEqual([]);
  expect(strictProblems(manifests)).toEqual([]);
});

test("a misspelt member and a quantity that is none are found", () => {
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "x" }, spec: { selektor: {} } };
  expect(strictProblems([service])).toEqual([expect.stringContaining("selektor")]);
  const [deployment] = baseManifests().filter(({ kind }) => kind === "Deployment");
  const broken = JSON.parse(JSON.stringify(deployment).replace('"512Mi"', '"512Megabytes"')) as Manifest;
  expect(problemOf(broken)).toContain("quantity");
});

const kubectl = spawnSync("kubectl", ["version", "--client"]).error === undefined;
if (!kubectl) console.warn("Skipped: kubectl, which builds the Kustomize base, is not there.");

(kubectl ? test : test.skip)("Kustomize builds the base, and all that it makes is allowed", () => {
  const built = spawnSync("kubectl", ["kustomize", join(DEPLOY, "kubernetes/base")], { encoding: "utf8" });
  expect(built.stderr).toBe("");
  const manifests = parseAllDocuments(built.stdout).map((document) => document.toJS() as Manifest);
  expect(manifests.map(({ kind }) => kind).sort()).toEqual(Object.keys(MODELS).sort());
  expect(manifests.map(problemOf).filter((problem) => problem !== "")).toEqual([]);
  expect(strictProblems(manifests)).toEqual([]);
  for (const { kind, metadata } of manifests as (Manifest & { metadata: { namespace?: string } })[])
    if (kind !== "Namespace") expect(metadata.namespace).toBe("directconnect-graphql");
});
