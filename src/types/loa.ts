import type * as sdk from "@aws-sdk/client-direct-connect";
import { ArgsType, Field, ID, ObjectType } from "type-graphql";
import type { Connection } from "./connection";
import type { Interconnect } from "./interconnect";
import type { Lag } from "./lag";
import { openEnum } from "./graph/open-enum";

const LoaContentType = openEnum<sdk.LoaContentType>(
  "LoaContentType",
  "The media type of a letter of authorization.",
  { "application/pdf": "The media type `application/pdf`." },
);

@ObjectType({
  description:
    "A letter of authorization and connecting facility assignment (LOA-CFA): with it the cross connect to AWS is ordered at the location.",
  simpleResolvers: true,
})
export class Loa {
  @Field(() => ID, { description: "The connection, interconnect or LAG that it is for." })
  resourceId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The document itself, in Base64; null, with an error, without the permission LETTERS.",
  })
  loaContent!: string | null;

  @Field(() => LoaContentType, { description: "The media type of the document, always PDF." })
  loaContentType!: string;

  @Field(() => String, {
    description:
      "Where the gateway serves the document as a file: a path on this server, under the same authentication and permission.",
  })
  downloadPath!: string;

  /** Where it was read, and of which port, where that is known. Not fields of the graph. */
  account!: string;
  region!: string;
  port?: Connection | Interconnect | Lag;
}

/** The arguments of every field that returns an LOA. */
@ArgsType()
export class LoaArgs {
  @Field(() => String, {
    nullable: true,
    description:
      "The provider that orders the cross connect. The letter of authorization then names it as well as the owner.",
  })
  providerName?: string | null;

  @Field(() => LoaContentType, {
    nullable: true,
    description: "The format of the document. AWS supports PDF only.",
  })
  loaContentType?: sdk.LoaContentType | null;
}
