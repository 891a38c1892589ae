import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "./client";
import { judge, operationOf, refusalsIn } from "./figures";
import { History } from "./history";
import { type Options, readOptions, USAGE } from "./options";
import { Random } from "./random";
import { type Scene, setScene } from "./scene";
import { reportHistory } from "./stories";
import { Troubles } from "./troubles";

/** How long clients go on asking once nothing disturbs any more. */
const GRACE_MS = 90_000;

/** How long ending everything may take; what then still runs is no matter to the figures. */
const LONGEST_STOP_MS = 15_000;

/** How far listings lag, in emulated seconds: half of the consistency window, at 600 emulated seconds a second. */
const LAG_SECONDS = 600;

async function run(options: Options): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "directconnect-graphql-chaos-"));
  const random = new Random(options.seed);
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stopAll().then(() => process.exit(1)));
  }
  try {
    const scene = await setScene(options, random, folder, (stop) => stops.push(stop));
    return await disturb(options, scene, random);
  } finally {
    await Promise.race([stopAll(), wait(LONGEST_STOP_MS)]);
  }
}

async function disturb(options: Options, scene: Scene, random: Random): Promise<boolean> {
  const { emulator, replicas, balancer } = scene;
  const gateways = replicas.map(({ gateway }) => gateway);
  const started = performance.now();
  const history = new History();
  const over = new AbortController();
  let until = Infinity;
  let kills = 0;

  if (options.lag > 0) await emulator.spoilListings(options.lag, LAG_SECONDS);
  if (options.pauses) {
    await emulator.slowCredentials(0.05, 1_500); // longer than a gateway waits
    await emulator.slowCredentials(0.3, 700);
  }
  const spoilt = new Set<string>();
  const working = work();
  const troubles = new Troubles(scene, random, over.signal, () => spoilt);
  const disturbing = Promise.all([kill(), troubles.all(options.pauses)]);
  const isDone = () => history.ended >= options.mutations - options.clients;
  const ended = Promise.race([working, disturbing.then(() => working)]);
  while (!isDone() && !(await isOver(ended))) {
    await Promise.all(gateways.map((gateway) => gateway.measure()));
    progress(history, options, kills);
  }
  over.abort();
  await disturbing;
  await emulator.heal();
  until = performance.now() + GRACE_MS;
  await working;
  await Promise.all(gateways.map((gateway) => gateway.measure()));

  const { judgement, findings, spoilt: spoiltAnswers } = await judge(history, emulator);
  const listings = await emulator.spoiltListings();
  const count = (wanted: string) =>
    history.operations.filter(({ outcome }) => outcome?.outcome === wanted).length;
  const crashes = gateways.reduce((sum, gateway) => sum + gateway.crashes, 0);
  const figures = {
    mutations: history.operations.length,
    "of them applied": count("applied"),
    "of them refused": count("refused"),
    kills,
    ...troubles.counts,
    "gateways that ended by themselves": crashes,
    "answers to changes spoilt": spoiltAnswers,
    ...Object.fromEntries([...listings].map(([fault, times]) => [`listings: ${fault}`, times])),
    "repeats by clients": history.repeats,
    ...judgement,
    "most memory of a gateway, MB": Math.max(...gateways.map(({ peakMegabytes }) => peakMegabytes)),
    seconds: Math.round((performance.now() - started) / 1_000),
    seed: options.seed,
  };
  for (const refusal of refusalsIn(history)) process.stdout.write(`refused ${refusal}\n`);
  for (const finding of findings.slice(0, 50)) process.stdout.write(`${finding}\n`);
  console.table(Object.entries(figures).map(([what, figure]) => ({ what, figure })));
  return crashes === 0 && Object.values(judgement).every((figure) => figure === 0);

  /** Clients run stories until there were enough changes. */
  async function work(): Promise<void> {
    let stories = 0;
    const tell = async (client: Client) => {
      while (history.operations.length < options.mutations) {
        const story = reportHistory((stories += 1), random);
        let next = story.next();
        while (next.done !== true && history.operations.length < options.mutations) {
          const step = next.value;
          // Killing takes longer than changing: who runs ahead waits for it.
          while (kills + 1 < (history.operations.length * options.kills) / options.mutations) await wait(20);
          const name = operationOf(step);
          if (!spoilt.has(name)) {
            spoilt.add(name);
            await emulator.spoilAnswers(name, options.drop);
          }
          const outcome = await client.mutate(history.begin(step, randomUUID()));
          if (outcome.outcome !== "applied") break;
          next = story.next(outcome.data);
        }
      }
    };
    const clients = Array.from(
      { length: options.clients },
      (_, index) => new Client(balancer.url, new Random(`${options.seed}/client/${index}`), () => until),
    );
    await Promise.all(clients.map(tell));
  }

  /** Ends gateways without warning, spread evenly over the changes. */
  async function kill(): Promise<void> {
    for (let index = 0; index < options.kills; index += 1) {
      const due = ((index + random.next()) * options.mutations) / options.kills;
      while (history.operations.length < due && !over.signal.aborted) await wait(20);
      await gateways[index % gateways.length]?.kill();
      kills += 1;
    }
  }
}

async function isOver(ended: Promise<unknown>): Promise<boolean> {
  return Promise.race([ended.then(() => true), wait(250).then(() => false)]);
}

function progress({ ended }: History, { mutations }: Options, kills: number): void {
  if (!process.stdout.isTTY) return;
  process.stdout.write(`\r${ended} of ${mutations} mutations, ${kills} kills `);
}

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(USAGE);
    return;
  }
  process.exit((await run(readOptions(process.argv.slice(2)))) ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
