import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context";
import { connections, enterConnection } from "../directconnect/collections/connections";
import { findHostedBy, parentOf } from "../directconnect/relations/parents";
import { isInterconnect, isLag } from "../directconnect/relations/ports";
import { stateAfter, unwrap } from "../directconnect/write/unwrap";
import {
  Connection,
  ConnectionDeletion,
  ConnectionIdInput,
  ConnectionPage,
  ConnectionRootListArgs,
  CreateConnectionInput,
  UpdateConnectionInput,
} from "../types/connection";
import { Interconnect } from "../types/interconnect";
import { Lag } from "../types/lag";
import { ScopeArgs } from "../types/graph/scope";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

@Resolver(() => Connection)
export class ConnectionResolver {
  @Query(() => ConnectionPage, {
    nullable: true,
    description:
      "Connections, dedicated and hosted, that the accounts own. Those that a partner allocated to others are in `hostedConnections`.",
  })
  connections(
    @Args(() => ConnectionRootListArgs) args: InstanceType<typeof ConnectionRootListArgs>,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.list(connections, args);
  }

  @Query(() => Connection, {
    nullable: true,
    description:
      "One connection that the account owns, or a hosted one that it allocated; null if there is none.",
  })
  async connection(
    @IdArg("connectionId", ["dxcon"], { description: "The connection, `dxcon-…`." }) connectionId: string,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const own = await directConnect.read.find(connections, place, connectionId);
    return own ?? findHostedBy(place, connectionId, directConnect.read);
  }

  @Mutation(() => Connection, { description: "Orders a dedicated connection: a port of one's own. Billed." })
  async createConnection(
    @Arg("input", () => CreateConnectionInput, {
      description: "The port to order: location, bandwidth, name, provider.",
    })
    input: CreateConnectionInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const connection = await directConnect.change("CreateConnection", place, input, key);
    return unwrap(enterConnection(connection, place), `connection ${input.connectionName}`);
  }

  @Mutation(() => Connection, { description: "Renames a connection, or changes its encryption mode." })
  async updateConnection(
    @Arg("input", () => UpdateConnectionInput, {
      description: "The connection, and its new name or encryption mode.",
    })
    input: UpdateConnectionInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const connection = await directConnect.change("UpdateConnection", place, input, key);
    return unwrap(enterConnection(connection, place), `connection ${input.connectionId}`);
  }

  @Mutation(() => Connection, {
    description:
      "Accepts a hosted connection in state ORDERING, as the account that it was allocated to. Billing starts.",
  })
  async confirmConnection(
    @Arg("input", () => ConnectionIdInput, { description: "The hosted connection to accept." })
    input: ConnectionIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const { connectionState } = await directConnect.change("ConfirmConnection", place, input, key);
    return directConnect.afterChange(connections, place, input.connectionId, {
      ...(connectionState && { connectionState }),
    });
  }

  @Mutation(() => ConnectionDeletion, {
    description:
      "Deletes a connection that carries no virtual interface, or declines a hosted one in state ORDERING. If it no longer exists, this succeeds with `alreadyGone`.",
  })
  async deleteConnection(
    @Arg("input", () => ConnectionIdInput, { description: "The connection to delete or decline." })
    input: ConnectionIdInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ): Promise<ConnectionDeletion> {
    const place = directConnect.place(scope);
    const deleted = await directConnect.remove("DeleteConnection", place, input, key);
    const connection = deleted === null ? null : enterConnection(deleted, place);
    return {
      connectionId: input.connectionId,
      connectionState: stateAfter(deleted, connection?.connectionState),
      alreadyGone: deleted === null,
      connection,
    };
  }

  @FieldResolver(() => Interconnect, {
    nullable: true,
    description:
      "The interconnect that a hosted connection was allocated on; null for dedicated connections, on a LAG, or if no configured account owns it.",
  })
  async parentInterconnect(@Root() connection: Connection, @Ctx() { directConnect }: Context) {
    const parent = await parentOf(connection, directConnect.read);
    return parent !== null && isInterconnect(parent) ? parent : null;
  }

  @FieldResolver(() => Lag, {
    nullable: true,
    description:
      "The LAG of interconnects that a hosted connection was allocated on; null for dedicated connections, on an interconnect, or if no configured account owns it.",
  })
  async parentLag(@Root() connection: Connection, @Ctx() { directConnect }: Context) {
    const parent = await parentOf(connection, directConnect.read);
    return parent !== null && isLag(parent) ? parent : null;
  }
}
