// The stock SDK called directly, as a careful person would: collections at the same time, pages as AWS hands them out.
// Asked over the parent's channel; answers how long the calls took, and the rows where they are wanted.
import { createServer } from "node:http";
import type { Change, BenchQuery } from "../queries";
import { REGION } from "../estate";
import { StockSdk } from "./source";

const sdk = new StockSdk();

async function execute({ account, others = [], regions = [REGION], nested, first, filter = {} }: BenchQuery) {
  const started = performance.now();
  const places = [account, ...others].flatMap((one) => regions.map((region) => ({ account: one, region })));
  const read = await Promise.all(
    places.map(async ({ account, region }) => {
      const [rows, carried] = await Promise.all([
        sdk.connections(account, region),
        nested === true ? sdk.virtualInterfaces(account, region) : undefined,
      ]);
      const selected = sdk.select(account, rows, filter);
      if (carried === undefined) return selected;
      return selected.map((row) => ({
        ...row,
        virtualInterfaces: carried.get(row.connectionId ?? "") ?? [],
      }));
    }),
  );
  return { milliseconds: performance.now() - started, answer: read.flat().slice(0, first) };
}

async function rename(change: Change) {
  const started = performance.now();
  await sdk.rename(change);
  return { milliseconds: performance.now() - started };
}

process.on("message", (message: string | { query: BenchQuery; withRows: boolean } | { change: Change }) => {
  if (typeof message === "string") return;
  if ("change" in message) {
    void rename(message.change).then((answer) => process.send?.(answer));
    return;
  }
  void execute(message.query).then(({ milliseconds, answer }) =>
    process.send?.({ milliseconds, ...(message.withRows && { answer }) }),
  );
});
createServer().listen(Number(process.env["PORT"]), "127.0.0.1"); // as every other program, it says that it has started
