import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { MacSecKey } from "./macsec-key";

/** Ours, not AWS's: AWS shows keys and states, and leaves the reading of them to the operator. */
export const MacSecRotationStep = {
  ADD_KEY: "ADD_KEY",
  WAIT_FOR_NEW_KEY: "WAIT_FOR_NEW_KEY",
  REMOVE_OLD_KEY: "REMOVE_OLD_KEY",
  WAIT_FOR_REMOVAL: "WAIT_FOR_REMOVAL",
} as const;
export type MacSecRotationStep = keyof typeof MacSecRotationStep;

registerEnumType(MacSecRotationStep, {
  name: "MacSecRotationStep",
  description: "What comes next in the rotation of a port's MACsec keys.",
  valuesConfig: {
    ADD_KEY: {
      description: "No rotation is in progress. To begin one, or to begin with MACsec: `associateMacSecKey`.",
    },
    WAIT_FOR_NEW_KEY: { description: "Wait: AWS is validating a new key." },
    REMOVE_OLD_KEY: {
      description:
        "A newer key has taken over. Once the customer's router uses it: `disassociateMacSecKey` of the old one.",
    },
    WAIT_FOR_REMOVAL: { description: "Wait: AWS is removing an old key." },
  },
});

export const MacSecBlock = {
  KEYS_BELONG_TO_LAG: "KEYS_BELONG_TO_LAG",
  LINK_NOT_UP: "LINK_NOT_UP",
  NOT_ENCRYPTING: "NOT_ENCRYPTING",
} as const;
export type MacSecBlock = keyof typeof MacSecBlock;

registerEnumType(MacSecBlock, {
  name: "MacSecBlock",
  description: "Why the next step of a key rotation cannot, or should not, be taken yet.",
  valuesConfig: {
    KEYS_BELONG_TO_LAG: {
      description: "The port is a member of a LAG, and has that LAG's keys: rotate there.",
    },
    LINK_NOT_UP: { description: "A link is not up, so no router can agree on a new key over it." },
    NOT_ENCRYPTING: {
      description: "A link is up without MACsec, or says that MACsec is down: no key is in agreement there.",
    },
  },
});

@ObjectType({ description: "An obstacle to a key rotation.", simpleResolvers: true })
export class MacSecBlocker {
  @Field(() => MacSecBlock, { description: "The kind of obstacle." })
  reason!: MacSecBlock;

  @Field(() => ID, { description: "The link or LAG (`dxcon-…`, `dxlag-…`) with the obstacle." })
  portId!: string;

  @Field(() => String, { description: "The obstacle as a sentence, with the port's name." })
  message!: string;
}

@ObjectType({
  description:
    "The progress of a rotation of the MACsec keys of a port, derived from the keys' states. A rotation adds a new key, waits until it is associated and the router uses it, and removes the old one.",
  simpleResolvers: true,
})
export class MacSecRotation {
  @Field(() => MacSecKey, {
    nullable: true,
    description:
      "The key in use: of the associated keys, the one that started last; without one, a key that is being removed. Null without a key.",
  })
  inUse!: MacSecKey | null;

  @Field(() => [MacSecKey], {
    description: "Keys to come: still being checked (ASSOCIATING).",
  })
  coming!: MacSecKey[];

  @Field(() => [MacSecKey], {
    description: "Keys to go: associated and started before the one in use, or being taken off.",
  })
  retiring!: MacSecKey[];

  @Field(() => MacSecRotationStep, { description: "The next action of the rotation." })
  nextStep!: MacSecRotationStep;

  @Field(() => [MacSecBlocker], {
    description: "The obstacles to the next step; empty if AWS shows none.",
  })
  blockedBy!: MacSecBlocker[];
}
