import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { mutationDocument } from "../test/mutation-document";
import { Client } from "./client";
import { Emulator } from "./emulator";
import { DEADLINE_MS, environment } from "./environment";
import { type Asked, judge, operationOf, refusalsIn } from "./figures";
import { type Options, readOptions, USAGE } from "./options";
import { Gateway, startEmulator, startPostgres } from "./processes";
import { Random } from "./random";
import { type Step, tellStory } from "./stories";

/** How long clients go on asking once nothing disturbs any more. */
const PATIENCE_MS = 60_000;

async function run(options: Options): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "directconnect-graphql-chaos-"));
  const random = new Random(options.seed);
  const started = performance.now();
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stopAll().then(() => process.exit(1)));
  }
  try {
    const { url, stop } = await startEmulator(options.seed);
    stops.push(stop);
    const postgres = options.store === "postgres" ? await startPostgres() : undefined;
    stops.push(() => postgres?.stop());
    const env = environment(folder, url, options.logLevel, postgres?.url);
    const gateways: Gateway[] = [];
    for (let replica = 0; replica < options.replicas; replica += 1) {
      const offset = () => String(random.below(7_200_000) - 3_600_000);
      const gateway = await Gateway.start(() => ({ ...env, CHAOS_CLOCK_OFFSET_MS: offset() }));
      stops.push(() => gateway.stop());
      gateways.push(gateway);
    }
    return await disturb(options, {
      random,
      emulator: new Emulator(url),
      gateways,
      postgres,
      folder,
      started,
    });
  } finally {
    await stopAll();
  }
}

interface Cast {
  random: Random;
  emulator: Emulator;
  gateways: Gateway[];
  postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
  folder: string;
  started: number;
}

async function disturb(options: Options, cast: Cast): Promise<boolean> {
  const { random, emulator, gateways, started } = cast;
  const asked: Asked[] = [];
  const lossy = new Set<string>();
  let until = Infinity;
  let steps = 0;
  let stories = 0;
  let kills = 0;

  const [first = "", ...others] = gateways.map(({ url }) => url);
  const clients = Array.from(
    { length: options.clients },
    (_, index) => new Client([first, ...others], new Random(`${options.seed}/client/${index}`), () => until),
  );

  async function ask(client: Client, step: Step): Promise<Asked> {
    const operation = operationOf(step);
    if (!lossy.has(operation)) {
      lossy.add(operation);
      await emulator.loseAnswers([operation], options.drop);
    }
    const { mutation, account, input, selection = "" } = step;
    const variables = { account, region: "us-east-1", input, idempotencyKey: randomUUID() };
    const told = await client.mutate(mutationDocument(mutation, selection), variables);
    const entry = { step, told };
    asked.push(entry);
    return entry;
  }

  async function work(client: Client): Promise<void> {
    while (steps < options.mutations) {
      const story = tellStory((stories += 1), random);
      let next = story.next();
      while (next.done !== true && steps < options.mutations) {
        steps += 1;
        // Killing takes longer than changing: who runs ahead waits for it.
        while (kills + 1 < (steps * options.kills) / options.mutations) await wait(20);
        const { told } = await ask(client, next.value);
        if (told.outcome !== "applied") break;
        next = story.next(told.data);
      }
    }
  }

  const working = Promise.all(clients.map(work));
  const over = new AbortController();
  const isCalm = () => over.signal.aborted;
  const kill = async () => {
    for (let index = 0; index < options.kills; index += 1) {
      const due = ((index + random.next()) * options.mutations) / options.kills;
      while (steps < due && !isCalm()) await wait(20);
      await gateways[index % gateways.length]?.kill();
      kills += 1;
    }
  };
  const troubles = [kill(), stepClock(), pauseStore()];
  async function stepClock() {
    while (!isCalm()) {
      await wait(3_000 + 4_000 * random.next());
      await emulator.advance(random.below(600_000));
    }
  }
  async function pauseStore() {
    while (!isCalm()) {
      await wait(8_000 + 12_000 * random.next());
      if (isCalm()) return;
      await disturbStore(cast, 500 + 2_000 * random.next());
    }
  }

  const allAsked = () => asked.length >= options.mutations - options.clients;
  while (!allAsked() && !(await isOver(working))) {
    await Promise.all(gateways.map((gateway) => gateway.measure()));
    progress(asked.length, options, kills);
  }
  over.abort();
  await emulator.heal();
  until = performance.now() + PATIENCE_MS;
  await working;
  await Promise.all(troubles);
  await Promise.all(gateways.map((gateway) => gateway.measure()));

  const { findings, dropped, ...judgement } = await judge(asked, emulator);
  const count = (outcome: string) => asked.filter(({ told }) => told.outcome === outcome).length;
  const crashes = gateways.reduce((sum, gateway) => sum + gateway.crashes, 0);
  const longest = Math.max(...clients.map(({ longestWait }) => longestWait));
  const figures = {
    mutations: asked.length,
    "of them applied": count("applied"),
    "of them refused": count("refused"),
    kills,
    crashes,
    "answers lost": dropped,
    repeats: clients.reduce((sum, { repeats }) => sum + repeats, 0),
    ...judgement,
    "longest wait of a caller, ms": Math.round(longest),
    "most memory of a gateway, MB": Math.max(...gateways.map(({ peakMegabytes }) => peakMegabytes)),
    seconds: Math.round((performance.now() - started) / 1_000),
    seed: options.seed,
  };
  for (const refusal of refusalsIn(asked)) process.stdout.write(`refused ${refusal}\n`);
  for (const finding of findings.slice(0, 50)) process.stdout.write(`${finding}\n`);
  console.table(Object.entries(figures).map(([what, figure]) => ({ what, figure })));
  const wrong = crashes > 0 || Object.values(judgement).some((figure) => figure !== 0);
  return !wrong && longest < DEADLINE_MS + 2_000;
}

async function isOver(working: Promise<unknown>): Promise<boolean> {
  return Promise.race([working.then(() => true), wait(250).then(() => false)]);
}

/** Stops PostgreSQL for a while, or fills the disk of the embedded one. */
async function disturbStore({ postgres, folder }: Cast, milliseconds: number): Promise<void> {
  const full = join(folder, "full");
  if (postgres === undefined) writeFileSync(full, "");
  else await postgres.pause();
  await wait(milliseconds);
  if (postgres === undefined) rmSync(full);
  else await postgres.resume();
}

function progress(done: number, { mutations }: Options, kills: number): void {
  if (!process.stdout.isTTY) return;
  process.stdout.write(`\r${done} of ${mutations} mutations, ${kills} kills `);
}

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(USAGE);
    return;
  }
  process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
