import { Field, ID, Int, ObjectType } from "type-graphql";
import { PermissionEnum, type Permission } from "./graph/permission";

@ObjectType({ description: "The resources of an account that a caller may use.", simpleResolvers: true })
export class AccountGrant {
  @Field(() => ID, { description: "The AWS account id, 12 digits." })
  accountId!: string;

  @Field(() => String, { description: "The alias of the account, unique in this gateway." })
  alias!: string;

  @Field(() => [String], { description: "The regions that are read if a query names none." })
  regions!: string[];

  @Field(() => [ID], {
    nullable: true,
    description: "The interconnects and LAGs that may be seen and allocated on; null if all of them may.",
  })
  ports!: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "The accounts that may be allocated to, and whose allocations may be seen; null if all of them may.",
  })
  ownerAccounts!: string[] | null;
}

/** Each is null where the caller has none of its own, and the gateway's setting applies. */
@ObjectType({
  description:
    "The limits that the config file sets for a caller. A null member is not set there: its default in docs/limits.md applies.",
  simpleResolvers: true,
})
export class ViewerLimits {
  @Field(() => Int, { nullable: true, description: "The largest request body, in bytes." })
  body?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest number of tokens in a document." })
  tokens?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest number of levels of fields." })
  depth?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest number of aliases in a document." })
  aliases?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The largest number of fields of `Query` or `Mutation` in an operation.",
  })
  rootFields?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest number of directives in a document." })
  directives?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Directives at one place: an operation, a variable, a field or a fragment.",
  })
  directivesAtOnePlace?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The largest number of requests in one batch; 1 if batching is off.",
  })
  batch?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest value of `first` and `last`." })
  pageSize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The largest cost of one operation; docs/limits.md says what costs what.",
  })
  cost?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest total cost of all requests in one minute." })
  costPerMinute?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The largest total cost in one minute of all persons behind the caller.",
  })
  callerCostPerMinute?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The largest number of simultaneous requests in one process.",
  })
  concurrent?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Requests of all persons behind the caller at the same time.",
  })
  callerConcurrent?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How long all reads of one request may take, in milliseconds.",
  })
  deadline?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether only registered documents are answered." })
  trustedDocumentsOnly?: boolean | null;
}

@ObjectType({
  description: "The caller of this request, with its permissions, grants and limits.",
  simpleResolvers: true,
})
export class Viewer {
  @Field(() => String, { description: "The caller's name, under which it is logged and counted." })
  name!: string;

  @Field(() => [String], { description: "Its roles: the gateway's own and those of its config file." })
  roles!: string[];

  @Field(() => [PermissionEnum], { description: "The permissions that its roles include." })
  permissions!: Permission[];

  @Field(() => [AccountGrant], { description: "In which accounts; the first is its default." })
  accounts!: AccountGrant[];

  @Field(() => ViewerLimits, {
    description: "The limits that the config file sets for the caller or for all callers.",
  })
  limits!: ViewerLimits;
}
