import { Field, ID, Int, ObjectType } from "type-graphql";
import { PermissionEnum, type Permission } from "./graph/permission";

@ObjectType({ description: "What of an account a caller may use.", simpleResolvers: true })
export class AccountGrant {
  @Field(() => ID, { description: "Its 12 digits." })
  accountId!: string;

  @Field(() => String, { description: "Its name in this gateway." })
  alias!: string;

  @Field(() => [String], { description: "The regions that are read where a question names none." })
  regions!: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "The interconnects and LAGs that may be seen and allocated on; null where all of them may.",
  })
  ports!: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "The accounts that may be allocated to, and whose allocations may be seen; null where all of them may.",
  })
  ownerAccounts!: string[] | null;
}

/** Each is null where the caller has none of its own, and what the gateway is set to counts. */
@ObjectType({ description: "The limits that a caller has of its own.", simpleResolvers: true })
export class ViewerLimits {
  @Field(() => Int, { nullable: true, description: "Bytes of a request's body." })
  body?: number | null;

  @Field(() => Int, { nullable: true, description: "Tokens of a document." })
  tokens?: number | null;

  @Field(() => Int, { nullable: true, description: "How deep fields may be nested." })
  depth?: number | null;

  @Field(() => Int, { nullable: true, description: "Aliases in a document." })
  aliases?: number | null;

  @Field(() => Int, { nullable: true, description: "Fields at the root of an operation." })
  rootFields?: number | null;

  @Field(() => Int, { nullable: true, description: "Directives in a document." })
  directives?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Directives at one place: an operation, a variable, a field or a fragment.",
  })
  directivesAtOnePlace?: number | null;

  @Field(() => Int, { nullable: true, description: "Requests in one batch; 1 where batching is off." })
  batch?: number | null;

  @Field(() => Int, { nullable: true, description: "The most that `first` and `last` may ask for." })
  pageSize?: number | null;

  @Field(() => Int, { nullable: true, description: "What one request may cost." })
  cost?: number | null;

  @Field(() => Int, { nullable: true, description: "What all requests of a minute may cost together." })
  costPerMinute?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "What all requests of a minute of all persons behind the caller may cost together.",
  })
  callerCostPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: "Requests at the same time." })
  concurrent?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Requests of all persons behind the caller at the same time.",
  })
  callerConcurrent?: number | null;

  @Field(() => Int, { nullable: true, description: "Milliseconds that one request may take." })
  deadline?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether only registered documents are answered." })
  trustedDocumentsOnly?: boolean | null;
}

@ObjectType({ description: "Who asks, and what they may do.", simpleResolvers: true })
export class Viewer {
  @Field(() => String, { description: "The caller's name, under which it is logged and counted." })
  name!: string;

  @Field(() => [String], { description: "Its roles: the gateway's own and those of its config file." })
  roles!: string[];

  @Field(() => [PermissionEnum], { description: "All that its roles allow." })
  permissions!: Permission[];

  @Field(() => [AccountGrant], { description: "In which accounts; the first is its default." })
  accounts!: AccountGrant[];

  @Field(() => ViewerLimits, { description: "Its own limits." })
  limits!: ViewerLimits;
}
