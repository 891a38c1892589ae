import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { sdlOf } from "../src/schema/sdl";
import { createSchema } from "../src/schema";

writeFileSync(resolve(__dirname, "..", "schema.graphql"), sdlOf(createSchema()));
