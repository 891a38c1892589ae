import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

/** The folder with what is deployed. */
export const DEPLOY = join(__dirname, "../../deploy");

export const readDeployed = (file: string): string => readFileSync(join(DEPLOY, file), "utf8");

/** A Kubernetes object, as far as all have the same form. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The objects of the Kustomize base, as its files have them. */
export function baseManifests(): Manifest[] {
  const { resources } = parse(readDeployed("kubernetes/base/kustomization.yaml")) as { resources: string[] };
  return resources.flatMap((file) =>
    parseAllDocuments(readDeployed(`kubernetes/base/${file}`)).map((document) => document.toJS() as Manifest),
  );
}

/** `NAME=value` lines, without comments. */
export function environmentOf(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** The directives of a systemd unit, each with all of its values. */
export function unitOf(text: string): Map<string, string[]> {
  const directives = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) directives.set(name, [...(directives.get(name) ?? []), value ?? ""]);
  }
  return directives;
}

/** An instruction of a Dockerfile; `stage` counts its FROM lines from 0. */
export interface Instruction {
  readonly stage: number;
  readonly name: string;
  readonly text: string;
}

/** The instructions of the Dockerfile; lines that end in a backslash are joined. */
export function dockerInstructions(): Instruction[] {
  let stage = -1;
  return readDeployed("Dockerfile")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", text = ""] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      if (name === "FROM") stage += 1;
      return { stage, name, text: text.trim() };
    });
}

/** What `docker compose` puts in place of `${NAME:-default}` and `${NAME:?message}` where no variable but a password is set. */
export function interpolated(values: Readonly<Record<string, string>>): Record<string, string> {
  const withDefaults = (value: string) =>
    value.replaceAll(/\$\{\w+:([-?])([^}]*)\}/g, (_all, kind: string, text: string) =>
      kind === "-" ? text : "password",
    );
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withDefaults(value)]));
}
