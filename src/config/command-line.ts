import { parseArgs } from "node:util";
import { ConfigError } from "./config";

/** What the program is started to do. */
export type Command = "serve" | "help" | "version";

/**
 * Reads the arguments of the program; settings come from the environment.
 * @param args those after the program's name.
 * @throws ConfigError where there is another argument than `--help` and `--version`.
 */
export function readCommand(args: readonly string[]): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "v" } },
    strict: false,
    tokens: true,
  });
  let command: Command = "serve";
  for (const token of tokens) {
    const isFlag = token.kind === "option" && token.value === undefined;
    const name = isFlag ? token.name : undefined;
    if (name === "help" || (name === "version" && command === "serve")) command = name;
    else if (name !== "version") {
      const sent = JSON.stringify(args[token.index]);
      throw new ConfigError([
        `argument: ${sent} was given, allowed is --help, --version; settings come from the environment`,
      ]);
    }
  }
  return command;
}
