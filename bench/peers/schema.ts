import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import {
  Arg,
  buildSchemaSync,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { type Carried, type Filter, type Source } from "./source";
import {
  AllocateHostedConnectionInput,
  Connection,
  ConnectionFilter,
  ConnectionPage,
  VirtualInterfacePage,
} from "./types";

/** One request: its source, and what it has already asked of it. */
export interface Context {
  source: Source;
  carried?: Carried | Promise<Carried>;
}

const pageFrom = (carried: Carried, id: string) => ({ nodes: carried.get(id) ?? [] });

@Resolver(() => Connection)
class ConnectionResolver {
  @Query(() => ConnectionPage)
  async connections(
    @Arg("accounts", () => [ID], { nullable: true }) accounts: string[],
    @Arg("first", () => Int, { nullable: true }) first: number,
    @Arg("filter", () => ConnectionFilter, { nullable: true }) filter: Filter | null,
    @Ctx() { source }: Context,
  ) {
    const [account = ""] = accounts;
    const rows = await source.connections(account);
    return { nodes: source.select(account, rows, filter ?? {}).slice(0, first) };
  }

  @Mutation(() => Connection)
  allocateHostedConnection(
    @Arg("account", () => ID, { nullable: true }) account: string,
    @Arg("input", () => AllocateHostedConnectionInput) input: AllocateHostedConnectionInput,
    @Ctx() { source }: Context,
  ) {
    return source.allocate(account, input);
  }

  @FieldResolver(() => VirtualInterfacePage)
  virtualInterfaces(
    @Root() { ownerAccount, connectionId }: Connection,
    @Arg("first", () => Int, { nullable: true }) _first: number,
    @Ctx() context: Context,
  ) {
    const carried = (context.carried ??= context.source.virtualInterfaces(ownerAccount));
    if (carried instanceof Promise) return carried.then((rows) => pageFrom(rows, connectionId));
    return pageFrom(carried, connectionId);
  }
}

export function createSchema(): GraphQLSchema {
  return buildSchemaSync({ resolvers: [ConnectionResolver], validate: false });
}
