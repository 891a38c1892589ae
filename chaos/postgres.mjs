// A PostgreSQL server in a process of its own; told by messages to pause, to resume and to stop. With `--durable` it
// waits for the disk.
import { startPostgres } from "../test/store/start-postgres.mjs";

const { url, pause, resume, stop } = await startPostgres({ durable: process.argv.includes("--durable") });
const orders = { pause, resume, stop };
process.on("message", async (order) => {
  await orders[order]();
  process.send({ done: order });
  if (order === "stop") process.exit();
});
// Whoever started it is gone.
process.once("disconnect", () => void stop().then(() => process.exit()));
process.send({ url });
