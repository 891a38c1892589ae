import { registerEnumType } from "type-graphql";

export const OrderDirection = { ASC: "asc", DESC: "desc" } as const;
export type OrderDirection = (typeof OrderDirection)[keyof typeof OrderDirection];

registerEnumType(OrderDirection, {
  name: "OrderDirection",
  description: "Which end of a list comes first.",
  valuesConfig: {
    ASC: { description: "Smallest, or first in the alphabet, first." },
    DESC: { description: "Largest, or last in the alphabet, first." },
  },
});
