// A PostgreSQL server in a process of its own, with a synchronous standby where `--standby` says so; controlled by messages
// what to do. With `--durable` it waits for the disk.
import { startPostgres } from "../test/store/start-postgres.mjs";
import { startPostgresPair } from "./postgres-pair.mjs";

const options = { durable: process.argv.includes("--durable") };
const server = await (process.argv.includes("--standby")
  ? startPostgresPair(options)
  : startPostgres(options));
const { pause, resume, failOver, rebuild, stop } = server;
const orders = { pause, resume, failOver, rebuild, stop };
process.on("message", async (order) => {
  await orders[order]();
  process.send({ done: order });
  if (order === "stop") process.exit();
});
// The process that started it has ended.
process.once("disconnect", () => void stop().then(() => process.exit()));
process.send({ url: server.url, standbyUrl: server.standbyUrl });
