import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readConfig, SETTINGS } from "../../src/config/config";
import { readConfigFile } from "../../src/config/config-file";
import { startGatewayUnderTest } from "../gateway";
import {
  baseManifests,
  DEPLOY,
  dockerInstructions,
  environmentOf,
  interpolated,
  readDeployed,
  unitOf,
} from "./manifests";

/** Variables that the AWS SDK or Node reads. */
const OTHERS = ["NODE_ENV", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** What closing may take after notice and drain, and what a busy machine adds, in milliseconds. */
const MARGIN = 5_000;

interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  failureThreshold: number;
}
interface Container {
  image: string;
  ports: { name: string; containerPort: number }[];
  env: { name: string }[];
  securityContext: object;
  resources: { requests: { memory: string }; limits: { memory: string } };
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  volumeMounts: { name: string; mountPath: string; subPath?: string; readOnly?: boolean }[];
}
interface Pod {
  terminationGracePeriodSeconds: number;
  securityContext: object;
  containers: [Container];
  volumes: { name: string; emptyDir?: object; secret?: object }[];
}
interface ComposeService {
  environment: Record<string, string>;
  stop_grace_period: string;
  mem_limit: string;
  read_only?: boolean;
  user?: string;
  volumes: { source: string; target: string }[];
  ports?: string[];
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each test names the members that it reads
const manifest = <Shape>(kind: string) =>
  baseManifests().find((one) => one.kind === kind) as unknown as Shape;
const pod = manifest<{ spec: { template: { spec: Pod } } }>("Deployment").spec.template.spec;
const [container] = pod.containers;
const clusterSettings = environmentOf(readDeployed("kubernetes/base/settings.env"));
const compose = parse(readDeployed("compose/compose.yaml"), { merge: true }) as {
  services: Record<string, ComposeService>;
};
const gateways = Object.entries(compose.services).filter(([name]) => name.startsWith("gateway-"));
const unit = unitOf(readDeployed("systemd/directconnect-graphql.service"));
const unitSettings = environmentOf((unit.get("Environment") ?? []).join(" ").replaceAll(" ", "\n"));
const imageSettings = environmentOf(
  dockerInstructions()
    .filter(({ name }) => name === "ENV")
    .map(({ text }) => text.replaceAll(" ", "\n"))
    .join("\n"),
);

/** The settings of each way to run it, as the process gets them. */
const WAYS: [string, Record<string, string>, grace: number, memory: string][] = [
  [
    "Kubernetes",
    { ...imageSettings, ...clusterSettings },
    pod.terminationGracePeriodSeconds,
    container.resources.limits.memory.replace("Mi", ""),
  ],
  ...gateways.map(([name, service]): [string, Record<string, string>, number, string] => [
    `compose, ${name}`,
    { ...imageSettings, ...interpolated(service.environment) },
    Number(service.stop_grace_period.replace("s", "")),
    service.mem_limit.replace("m", ""),
  ]),
  [
    "systemd",
    unitSettings,
    Number(unit.get("TimeoutStopSec")),
    (unit.get("MemoryMax") ?? [""]).join().replace("M", ""),
  ],
];

describe.each(WAYS)("%s", (_name, settings, graceSeconds, megabytes) => {
  test("sets only settings that exist, to values that are accepted", () => {
    const unknown = Object.keys(settings).filter((name) => !(name in SETTINGS) && !OTHERS.includes(name));
    expect(unknown).toEqual([]);
    expect(() => readConfig({ ...settings, CONFIG_FILE: "" })).not.toThrow();
  });

  test("calls AWS, and lets Prometheus and others reach what they need", () => {
    const config = readConfig({ ...settings, CONFIG_FILE: "" });
    expect(config.DIRECT_CONNECT).toBe("aws");
    expect(config.METRICS_PORT).toBe(9464);
    expect(settings["CONFIG_FILE"]).toBe("/etc/directconnect-graphql/config.json");
  });

  test("gives a stop the time of the notice, the drain and a margin", () => {
    const { SHUTDOWN_NOTICE_MS, DRAIN_TIMEOUT_MS } = readConfig({ ...settings, CONFIG_FILE: "" });
    expect(graceSeconds * 1_000).toBeGreaterThanOrEqual(SHUTDOWN_NOTICE_MS + DRAIN_TIMEOUT_MS + MARGIN);
  });

  test("limits memory as all ways do", () => {
    expect(megabytes).toBe("512");
  });
});

describe("the image", () => {
  const instructions = dockerInstructions();
  const last = Math.max(...instructions.map(({ stage }) => stage));
  const of = (name: string) =>
    instructions.filter((one) => one.stage === last && one.name === name).map(({ text }) => text);

  test("has several stages, each of one exact version of the newest LTS that is tested", async () => {
    // @ts-expect-error -- a script without types
    const { VERSIONS } = (await import("../../scripts/node-binaries.mjs")) as { VERSIONS: string[] };
    const newest = VERSIONS.filter((version) => Number(version.split(".")[0]) % 2 === 0).at(-1);
    expect(instructions.filter(({ name }) => name === "ARG").map(({ text }) => text)).toEqual([
      expect.stringMatching(new RegExp(`^NODE_IMAGE=node:${newest?.replaceAll(".", "\\.")}-`)),
    ]);
    const from = instructions.filter(({ name }) => name === "FROM").map(({ text }) => text.split(" ")[0]);
    expect(from.length).toBeGreaterThan(1);
    expect(new Set(from)).toEqual(new Set(["${NODE_IMAGE}"]));
  });

  test("runs as a numbered user that is not root, with no shell before Node", () => {
    expect(of("USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(JSON.parse(of("ENTRYPOINT").join())).toEqual(["node", "/app/dist/server.js"]);
    expect(of("RUN")).toEqual([]);
    expect(of("STOPSIGNAL")).toEqual(["SIGTERM"]);
  });

  test("installs by the lock file, without any install script", () => {
    const installs = instructions.filter(({ name, text }) => name === "RUN" && text.includes('"ci"'));
    expect(installs).toHaveLength(2);
    for (const { text } of installs) expect(JSON.parse(text)).toContain("--ignore-scripts");
    expect(installs.at(-1)?.text).toContain("--omit=dev");
  });

  test("says by its health check whether the gateway serves", async () => {
    const [check = ""] = of("HEALTHCHECK");
    const [node, ...args] = JSON.parse(check.slice(check.indexOf("CMD") + 3)) as string[];
    expect(node).toBe("node");
    const gateway = await startGatewayUnderTest();
    const run = (PORT: string) =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, args, { env: { PORT } }).on("close", resolve);
      });
    const { port } = new URL(gateway.url);
    expect(await run(port)).toBe(0);
    await gateway.stop();
    expect(await run(port)).toBe(1);
  });

  test("is not sent local files: data, secrets, or what the build makes", () => {
    const [first, ...rest] = readDeployed("Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => /^[^#]/.test(line));
    expect(first).toBe("**");
    for (const line of rest) expect(line).toMatch(/^!/);
    expect(rest.join(" ")).not.toMatch(/data|\.env|dist|config\.json|node_modules/);
  });
});

describe("Kubernetes", () => {
  const { SHUTDOWN_NOTICE_MS, PORT, METRICS_PORT } = readConfig({ ...clusterSettings, CONFIG_FILE: "" });

  test("probes paths that answer", async () => {
    const gateway = await startGatewayUnderTest();
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe.httpGet.port).toBe("http");
      expect((await fetch(gateway.url + probe.httpGet.path)).status).toBe(200);
    }
    await gateway.stop();
    expect(container.readinessProbe.httpGet.path).toBe("/readyz");
    // Neither AWS nor the database is a reason to restart the process.
    expect(container.livenessProbe.httpGet.path).toBe("/healthz");
  });

  test("notices within the notice that a pod is stopping, and polls three times in it", () => {
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    expect(3 * periodSeconds * 1_000).toBeLessThanOrEqual(SHUTDOWN_NOTICE_MS);
    expect(failureThreshold * periodSeconds * 1_000).toBeLessThanOrEqual(SHUTDOWN_NOTICE_MS / 2);
  });

  test("has the ports of the settings in containers, service and monitor", () => {
    expect(container.ports).toEqual([
      { name: "http", containerPort: PORT },
      { name: "metrics", containerPort: METRICS_PORT },
    ]);
    const service = manifest<{ spec: { ports: { name: string; targetPort: string }[] } }>("Service");
    const monitor = manifest<{ spec: { endpoints: { port: string; relabelings: object[] }[] } }>(
      "ServiceMonitor",
    );
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(["http", "metrics"]);
    expect(monitor.spec.endpoints.map(({ port }) => port)).toEqual(["metrics"]);
    // The name of the job in the alerts.
    expect(monitor.spec.endpoints[0]?.relabelings).toEqual([
      { targetLabel: "job", replacement: "dxgraphql" },
    ]);
    expect(readDeployed("prometheus/alerts.yaml")).toContain('job="dxgraphql"');
  });

  test("runs without rights, on a read-only root with the folders that are written", () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    const writable = container.volumeMounts.filter(({ readOnly }) => readOnly !== true);
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(["/tmp"]);
    expect(clusterSettings["DATA_FOLDER"]?.startsWith("/tmp/")).toBe(true);
  });

  test("mounts the config file's folder, since a mount of one file would never change", () => {
    const mount = container.volumeMounts.find(({ name }) => name === "config");
    expect(mount?.subPath).toBeUndefined();
    expect(clusterSettings["CONFIG_FILE"]?.startsWith(`${mount?.mountPath}/`)).toBe(true);
    expect(pod.volumes.find(({ name }) => name === "config")?.secret).toBeDefined();
  });

  test("takes secrets from a Secret, and only settings that exist", () => {
    const names = container.env.map(({ name }) => name);
    expect(names).toEqual(["DATABASE_URL", "WEBHOOK_SECRET_KEYS"]);
    for (const name of names) {
      expect(name in SETTINGS).toBe(true);
      expect(clusterSettings[name]).toBeUndefined();
    }
    for (const one of container.env) expect(one).toHaveProperty("valueFrom.secretKeyRef");
  });

  test("selects by labels that the pods have, and keeps one pod at least", () => {
    const selector = { "app.kubernetes.io/name": "directconnect-graphql" };
    const found = baseManifests()
      .map((one) => JSON.stringify(one))
      .join("\n");
    expect(manifest<{ spec: object }>("Service").spec).toMatchObject({ selector });
    expect(manifest<{ spec: object }>("PodDisruptionBudget").spec).toEqual({
      minAvailable: 1,
      selector: { matchLabels: selector },
    });
    expect(found).toContain('"policyTypes":["Ingress","Egress"]');
  });
});

test("a config file in a folder as Kubernetes mounts it is read again when the link is exchanged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mounted-"));
  const write = (version: string, limits: object) => {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, "config.json"), JSON.stringify({ limits }));
    symlinkSync(version, join(folder, "..next"));
    renameSync(join(folder, "..next"), join(folder, "..data"));
  };
  write("..2026_1", { depth: 20 });
  symlinkSync("..data/config.json", join(folder, "config.json"));
  const gateway = await startGatewayUnderTest({ settings: { CONFIG_FILE: join(folder, "config.json") } });
  const deep = "{ lags { nodes { members { __typename } } } }";
  expect((await gateway.ask(deep)).errors).toEqual([]);
  write("..2026_2", { depth: 2 });
  let code: unknown;
  // The file is checked every second.
  while (code !== "LIMIT_EXCEEDED") {
    code = (await gateway.ask(deep)).errors[0]?.extensions["code"];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

describe("compose", () => {
  test("has two gateways that differ in their name alone, on a read-only root", () => {
    expect(gateways.map(([name]) => name)).toEqual(["gateway-1", "gateway-2"]);
    expect(gateways[0]?.[1]).toEqual(gateways[1]?.[1]);
    for (const [, service] of gateways) expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
  });

  test("is scraped and proxied at the ports of the gateways", () => {
    const { PORT, METRICS_PORT } = readConfig({
      ...interpolated(gateways[0]?.[1].environment ?? {}),
      CONFIG_FILE: "",
    });
    const names = gateways.map(([name]) => name);
    const { scrape_configs } = parse(readDeployed("compose/prometheus.yaml")) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    expect(scrape_configs).toEqual([
      {
        job_name: "dxgraphql",
        static_configs: [{ targets: names.map((name) => `${name}:${METRICS_PORT}`) }],
      },
    ]);
    const proxied = [...readDeployed("compose/nginx.conf").matchAll(/^\s*server (\S+)/gm)].map(
      ([, to]) => to,
    );
    expect(proxied.slice(0, 2)).toEqual(names.map((name) => `${name}:${PORT}`));
  });

  test("publishes ports on this machine alone", () => {
    for (const { ports = [] } of Object.values(compose.services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("limits the memory of each service, and pins each image", () => {
    for (const service of Object.values(compose.services)) {
      expect(service.mem_limit).toMatch(/^\d+m$/);
      expect(service).toHaveProperty("image", expect.stringMatching(/:v?\d+\.\d+/));
    }
  });

  test("mounts files that exist, and an example config file that is accepted", () => {
    for (const { volumes = [] } of Object.values(compose.services))
      for (const { source } of volumes.filter((volume) => volume.source.startsWith(".")))
        expect(spawnSync("test", ["-e", join(DEPLOY, "compose", source)]).status).toBe(0);
    const problems: string[] = [];
    readConfigFile(join(DEPLOY, "compose/config/config.example.json"), problems);
    expect(problems).toEqual([]);
  });

  test("needs each variable that it reads without a default in .env.example", () => {
    const needed = [...readDeployed("compose/compose.yaml").matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect([...new Set(needed)].sort()).toEqual(
      Object.keys(environmentOf(readDeployed("compose/.env.example"))).sort(),
    );
  });
});
