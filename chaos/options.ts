import { parseArgs } from "node:util";

export interface Options {
  mutations: number;
  kills: number;
  /** How many of AWS's answers to changes are lost, 0 to 1. */
  drop: number;
  /** The share of AWS's listings that lag or shift, 0 to 1. */
  lag: number;
  /** Whether gateways are paused, cut off and stepped in time, and PostgreSQL fails over. */
  pauses: boolean;
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
  --lag <p>          share of AWS's listings that lag or shift     0.2
  --no-pauses        without pauses longer than a lease, blackholes,
                     steps of the clocks, slow STS and failover
  --replicas <n>     gateways at once; 1 with pglite               3
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
      lag: { type: "string", default: "0.2" },
      "no-pauses": { type: "boolean", default: false },
      replicas: { type: "string" },
      store: { type: "string", default: "postgres" },
      clients: { type: "string", default: "16" },
      "log-level": { type: "string", default: "fatal" },
      seed: { type: "string", default: String(Date.now()) },
    },
  });
  const store = values.store === "pglite" ? "pglite" : "postgres";
  const replicas = store === "pglite" ? 1 : number("replicas", values.replicas ?? "3", 1);
  if (store !== values.store) throw new RangeError("--store is postgres or pglite.");
  const drop = share("drop", values.drop);
  const lag = share("lag", values.lag);
  return {
    mutations: number("mutations", values.mutations, 1),
    kills: number("kills", values.kills, 0),
    clients: number("clients", values.clients, 1),
    ...{ drop, lag, pauses: !values["no-pauses"] },
    ...{ replicas, store, seed: values.seed, logLevel: values["log-level"] },
  };
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (value >= 0 && value < 1) return value;
  throw new RangeError(`--${name} is 0 or more, and less than 1.`);
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`--${name} is a whole number, ${least} or more.`);
}
