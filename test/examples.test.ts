import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GatewayUnderTest, startGatewayUnderTest } from "./gateway";

const directory = join(__dirname, "..", "examples");
const files = readdirSync(directory)
  .filter((file) => file.endsWith(".graphql"))
  .sort();

// One emulator for all of them: a later example may go on where an earlier one left off.
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.stop());

test("the first one is the one that the explorers open", () => {
  expect(files[0]).toBe("01-allocateConnectionOnInterconnect.graphql");
});

test.each(files)("%s runs unchanged", async (file) => {
  const { data, errors, status } = await gateway.ask(readFileSync(join(directory, file), "utf8"));
  expect(errors).toEqual([]);
  expect(status).toBe(200);
  expect(data).not.toBeNull();
});

test.each(files)("%s says in its first line what it shows", (file) => {
  expect(readFileSync(join(directory, file), "utf8")).toMatch(/^# \S/);
});
