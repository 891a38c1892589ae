import type { GraphQLSchema } from "graphql";
import { createSchema } from "../../src/schema";

type ReportUnknownEnumValue = NonNullable<Parameters<typeof createSchema>[0]>;

interface UsedSchema {
  readonly schema: GraphQLSchema;
  report: ReportUnknownEnumValue;
}

/** In this folder, which is loaded once for each worker process: those that ended gateways have left. */
const unused: UsedSchema[] = [];

/**
 * One gateway's way to a schema: another one's that has ended, or a new one. Making one takes a third of a start. No two
 * gateways that run at the same time have the same.
 */
export function borrowSchema(): {
  readonly create: (report: ReportUnknownEnumValue) => GraphQLSchema;
  readonly giveBack: () => void;
} {
  let used: UsedSchema | undefined;
  return {
    create: (report) => {
      used = unused.pop() ?? make();
      used.report = report;
      return used.schema;
    },
    giveBack: () => {
      if (used !== undefined) unused.push(used);
      used = undefined;
    },
  };
}

function make(): UsedSchema {
  const used: UsedSchema = {
    schema: createSchema((enumName, value) => used.report(enumName, value)),
    report: () => undefined,
  };
  return used;
}
