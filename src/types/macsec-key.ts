import type * as sdk from "@aws-sdk/client-direct-connect";
import { IsOptional } from "class-validator";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { openEnum } from "./graph/open-enum";
import { EitherOr, Hex64, SecretArn } from "./rules/rules";
import { ConnectionOrLagId } from "./rules/id-rules";

export const MacSecKeyState = openEnum("MacSecKeyState", "The state of a MACsec key on its port.", {
  associating: "AWS is validating the key; it is not in use yet.",
  associated: "The key is in use, or can be used.",
  disassociating: "AWS is removing the key from the port.",
  disassociated: "The key is no longer on the port.",
});

export const EncryptionMode = openEnum("EncryptionMode", "What a port does about MACsec.", {
  no_encrypt: "Traffic flows unencrypted.",
  should_encrypt: "Frames are encrypted if the key agreement succeeds, and unencrypted if it fails.",
  must_encrypt: "All frames are encrypted; without a key agreement the link is down.",
});

export const PortEncryptionStatus = openEnum("PortEncryptionStatus", "Whether a port encrypts right now.", {
  "Encryption Up": "MACsec is up.",
  "Encryption Down": "MACsec is not up.",
});

@ObjectType({
  description:
    "A MACsec key (a CKN/CAK pair) on a port. The CAK never comes back; it stays in AWS Secrets Manager.",
  simpleResolvers: true,
})
export class MacSecKey {
  @Field(() => ID, { nullable: true, description: "The ARN of the secret that holds the pair." })
  secretARN?: string;

  @Field(() => String, { nullable: true, description: "The connection key name: 64 hexadecimal digits." })
  ckn?: string;

  @Field(() => MacSecKeyState, {
    nullable: true,
    description: "The key's state: whether AWS has validated it, and whether it is in use.",
  })
  state?: string;

  @Field(() => String, {
    nullable: true,
    description: "When the key takes effect, in UTC, in the words of AWS: a text, not a timestamp.",
  })
  startOn?: string;
}

@ObjectType({ description: "What a change of MACsec keys left behind.", simpleResolvers: true })
export class MacSecKeyChange {
  @Field(() => ID, { description: "The connection, interconnect or LAG." })
  connectionId!: string;

  @Field(() => [MacSecKey], {
    description:
      "After an association all keys of the port; after a disassociation the one that was taken off.",
  })
  macSecKeys!: MacSecKey[];

  /** Where the port is. Not fields of the graph. */
  account!: string;
  region!: string;
}

@InputType({
  description:
    "A MACsec key to add to a port: either a secret that Direct Connect created before, or a new CKN and CAK.",
})
export class AssociateMacSecKeyInput implements sdk.AssociateMacSecKeyRequest {
  @Field(() => ID, { description: "The dedicated connection, interconnect or LAG (`dxcon-…`, `dxlag-…`)." })
  @ConnectionOrLagId()
  @EitherOr("secretARN", "ckn", "cak")
  connectionId!: string;

  @Field(() => ID, {
    nullable: true,
    description: "The secret that holds the pair. Not together with `ckn`.",
  })
  @IsOptional()
  @SecretArn()
  secretARN?: string;

  @Field(() => String, { nullable: true, description: "The key's name: 64 hexadecimal digits, with `cak`." })
  @IsOptional()
  @Hex64()
  ckn?: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The key itself: 64 hexadecimal digits, together with `ckn`. It is sent to AWS only, and stored nowhere.",
  })
  @IsOptional()
  @Hex64()
  cak?: string;
}

@InputType({ description: "A MACsec key to take off a port." })
export class DisassociateMacSecKeyInput implements sdk.DisassociateMacSecKeyRequest {
  @Field(() => ID, { description: "The dedicated connection, interconnect or LAG (`dxcon-…`, `dxlag-…`)." })
  @ConnectionOrLagId()
  connectionId!: string;

  @Field(() => ID, { description: "The ARN of the secret in Secrets Manager that holds the key to remove." })
  @SecretArn()
  secretARN!: string;
}
