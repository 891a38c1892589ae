import { parseArgs } from "node:util";

export interface Options {
  mutations: number;
  kills: number;
  /** How many of AWS's answers to changes are lost, 0 to 1. */
  drop: number;
  replicas: number;
  store: "postgres" | "pglite";
  clients: number;
  seed: string;
  /** Of the gateways. */
  logLevel: string;
}

export const USAGE = `npm run chaos -- [options]

  --mutations <n>    changes that the clients ask for              200
  --kills <n>        gateways killed without warning on the way    20
  --drop <p>         share of AWS's answers that are lost          0.3
  --replicas <n>     gateways at once; 1 with pglite               2
  --store <name>     postgres or pglite                            postgres
  --clients <n>      clients at once                               16
  --seed <text>      the same seed asks for the same changes       now
  --log-level <l>    what the gateways log                         fatal
`;

/** @throws RangeError, TypeError */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      mutations: { type: "string", default: "200" },
      kills: { type: "string", default: "20" },
      drop: { type: "string", default: "0.3" },
      replicas: { type: "string" },
      store: { type: "string", default: "postgres" },
      clients: { type: "string", default: "16" },
      "log-level": { type: "string", default: "fatal" },
      seed: { type: "string", default: String(Date.now()) },
    },
  });
  const store = values.store === "pglite" ? "pglite" : "postgres";
  const replicas = store === "pglite" ? 1 : number("replicas", values.replicas ?? "2", 1);
  if (store !== values.store) throw new RangeError("--store is postgres or pglite.");
  const drop = Number(values.drop);
  if (!(drop >= 0 && drop < 1)) throw new RangeError("--drop is 0 or more, and less than 1.");
  return {
    mutations: number("mutations", values.mutations, 1),
    kills: number("kills", values.kills, 0),
    clients: number("clients", values.clients, 1),
    ...{ drop, replicas, store, seed: values.seed, logLevel: values["log-level"] },
  };
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`--${name} is a whole number, ${least} or more.`);
}
