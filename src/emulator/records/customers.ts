import type { CustomerAgreement, NniPartnerType } from "@aws-sdk/client-direct-connect";
import type { World } from "../call";
import { defineTable } from "../state/table";

/** What Direct Connect records of an account as a business partner. */
export interface Customer {
  account: string;
  nniPartnerType: NniPartnerType;
  agreements: CustomerAgreement[];
  /** Partners only: the name that their customers see, and the regions in which they are authorized. */
  partnerName?: string;
  partnerRegions?: readonly string[];
}

export const customers = defineTable<Customer>()({
  name: "customers",
  id: (customer) => customer.account,
  indexes: {},
});

export const agreementName = "Direct Connect Customer Agreement";

/** Whether an account is an authorized partner in a region. */
export function isPartnerIn(region: string, account: string, world: World): boolean {
  const { nniPartnerType, partnerRegions = [] } = customerOf(account, world);
  return nniPartnerType !== "nonPartner" && partnerRegions.includes(region);
}

/** An account's record; an unknown account is no partner and has signed nothing. */
export function customerOf(account: string, world: World): Readonly<Customer> {
  return (
    world.store.table(customers).get(account) ??
    world.store.table(customers).insert({
      account,
      nniPartnerType: "nonPartner",
      agreements: [{ agreementName, status: "unsigned" }],
    })
  );
}
