import { type AccountGrant, covers, type Grants } from "../../src/auth/grants";

/*
 * Who reads of a caller's uses of deprecated elements: those who are granted all that the caller is.
 */

const grants = (grant: AccountGrant): Grants => new Map([["111111111111", grant]]);

/** By member: a grant of some. A member that is added to a grant does not compile without its row. */
const SOME: Readonly<Record<keyof AccountGrant, AccountGrant>> = {
  regions: { regions: new Set(["us-east-1", "us-west-1"]) },
  ports: { ports: new Set(["dxcon-ffabc123", "dxlag-ffabc123"]) },
  ownerAccounts: { ownerAccounts: new Set(["222222222222", "333333333333"]) },
};

test.each(Object.entries(SOME))(
  "a grant of some %s covers itself and less, and nothing more",
  (name, some) => {
    const [first = ""] = Object.values(some)[0] as ReadonlySet<string>;
    const one = grants({ [name]: new Set([first]) });
    const other = grants({ [name]: new Set([first, "another"]) });
    const whole = grants({});
    expect([
      covers(grants(some), grants(some)),
      covers(grants(some), one),
      covers(whole, grants(some)),
    ]).toEqual([true, true, true]);
    expect([covers(one, grants(some)), covers(grants(some), other), covers(grants(some), whole)]).toEqual([
      false,
      false,
      false,
    ]);
  },
);

test("accounts are covered one by one, and all of them by `all` alone", () => {
  const two: Grants = new Map([
    ["111111111111", {}],
    ["222222222222", {}],
  ]);
  expect([covers("all", two), covers("all", "all"), covers(two, grants({}))]).toEqual([true, true, true]);
  expect([covers(two, "all"), covers(grants({}), two), covers(two, new Map())]).toEqual([
    false,
    false,
    false,
  ]);
});
