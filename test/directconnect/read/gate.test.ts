import { OPEN_CALLER } from "../../../src/auth/caller";
import { RULES } from "../../../src/auth/permissions";
import type { Account, Place } from "../../../src/directconnect/accounts/accounts";
import type { Operation } from "../../../src/directconnect/client/operations";
import { passGate } from "../../../src/directconnect/read/gate";

/*
 * Arguments that name an account or a region that is not granted are refused before this gate. It also has the places
 * that no argument names: where an object is known to be, and where a change must be made instead.
 */

const operations = Object.keys(RULES) as Operation[]; // the keys of that very object

test.each(operations)("%s passes in granted accounts and regions alone", (operation) => {
  const grant = { regions: new Set(["us-east-1"]) };
  const caller = { ...OPEN_CALLER, grants: new Map([["111111111111", grant]]) };
  const at = (accountId: string, region: string): Place => ({ account: { accountId } as Account, region }); // the gate reads its id alone
  expect(passGate(caller, operation, at("111111111111", "us-east-1"))).toBe(grant);
  for (const place of [at("111111111111", "us-west-1"), at("222222222222", "us-east-1")]) {
    expect(() => passGate(caller, operation, place)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: "FORBIDDEN" }) as object }),
    );
  }
});
