import type { Place } from "../accounts";
import type { Clients } from "../clients";
import { fromAws, isNotFound } from "../failures";
import type { Input, Output, ReadOperation } from "../operations";
import type { Look } from "./reconciliation";

/**
 * Looks at one account and region, past everything that requests remember.
 * @param signal ends the reads.
 */
export function lookAt(clients: Clients, place: Place, signal?: AbortSignal): Look {
  const accountId = place.account.accountId;

  async function ask<Name extends ReadOperation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    try {
      return await clients.send("read", place, operation, input, { abortSignal: signal });
    } catch (error) {
      throw fromAws(error, "read", { operation, account: accountId, region: place.region });
    }
  }

  async function list<Name extends ReadOperation, Row>(
    operation: Name,
    input: Input<Name>,
    rowsOf: (output: Output<Name>) => readonly Row[] | undefined,
  ): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page: Input<Name> = nextToken === undefined ? input : { ...input, nextToken };
        const output = await ask(operation, page);
        rows.push(...(rowsOf(output) ?? []));
        nextToken = (output as { nextToken?: string }).nextToken; // absent from the outputs of operations that do not page
      } while (nextToken !== undefined && nextToken !== "");
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
    return rows;
  }

  return { accountId, ask, list };
}
