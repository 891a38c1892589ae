import type * as sdk from "@aws-sdk/client-direct-connect";
import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import type { Context } from "../context";
import type { Place } from "../directconnect/accounts/accounts";
import {
  connectionsOnInterconnect,
  enterConnection,
  hostedConnectionsOn,
} from "../directconnect/collections/connections";
import { vlanOfHosted } from "../directconnect/write/vlan-preflight";
import { unwrap } from "../directconnect/write/unwrap";
import { Connection, ConnectionListArgs, ConnectionPage } from "../types/connection";
import { deprecated, FIRST_RELEASE } from "../types/graph/deprecation";
import {
  AllocateConnectionOnInterconnectInput,
  AllocateHostedConnectionInput,
  AssociateHostedConnectionInput,
} from "../types/hosted-connection";
import { ScopeArgs } from "../types/graph/scope";
import { IdArg } from "../types/rules/id-rules";
import { ChangeArgs, type ChangeArguments } from "./change-arguments";

/** AWS's answer names no parent. */
function allocatedOn(parentId: string, connection: sdk.Connection, place: Place) {
  const row = unwrap(enterConnection(connection, place), `a hosted connection on ${parentId}`);
  return Object.assign(row, { parentId });
}

type ListArgs = InstanceType<typeof ConnectionListArgs>;

@Resolver()
export class HostedConnectionResolver {
  @Query(() => ConnectionPage, {
    nullable: true,
    description: "The hosted connections allocated on an interconnect or LAG of the account.",
  })
  hostedConnections(
    @IdArg(
      "connectionId",
      ["dxcon", "dxlag"],
      {
        description: "The interconnect or LAG that carries them, `dxcon-…` or `dxlag-…`.",
      },
      "owner",
    )
    connectionId: string,
    @Args(() => ConnectionListArgs) args: ListArgs,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.listUnder(hostedConnectionsOn(connectionId), directConnect.place(scope), args);
  }

  @Query(() => ConnectionPage, {
    nullable: true,
    description: "The hosted connections allocated on an interconnect of the account: the old form.",
    ...deprecated({
      replacement: "Query.hostedConnections",
      since: FIRST_RELEASE,
      mapping: "`interconnectId` becomes `connectionId`, which also takes a LAG.",
    }),
  })
  connectionsOnInterconnect(
    @IdArg(
      "interconnectId",
      ["dxcon"],
      { description: "The interconnect that carries them, `dxcon-…`." },
      "owner",
    )
    interconnectId: string,
    @Args(() => ConnectionListArgs) args: ListArgs,
    @Args(() => ScopeArgs) scope: ScopeArgs,
    @Ctx() { directConnect }: Context,
  ) {
    return directConnect.read.listUnder(
      connectionsOnInterconnect(interconnectId),
      directConnect.place(scope),
      args,
    );
  }

  @Mutation(() => Connection, {
    description:
      "Allocates a hosted connection to a customer, who then confirms or declines it. If its VLAN is taken, the error names the holder. For partners, on their own interconnects and LAGs. Billed once confirmed.",
  })
  async allocateHostedConnection(
    @Arg("input", () => AllocateHostedConnectionInput, {
      description: "The new hosted connection: its parent, VLAN, bandwidth and the account that will own it.",
    })
    input: AllocateHostedConnectionInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const rules = vlanOfHosted({ vlan: input.vlan, portId: input.connectionId }, place, directConnect.read);
    const connection = await directConnect.change("AllocateHostedConnection", place, input, key, rules);
    return allocatedOn(input.connectionId, connection, place);
  }

  @Mutation(() => Connection, {
    description:
      "Allocates a hosted connection on an interconnect: the old form, without tags, LAGs and 25Gbps.",
    ...deprecated({
      replacement: "Mutation.allocateHostedConnection",
      since: FIRST_RELEASE,
      mapping:
        "`interconnectId` becomes `connectionId`; `bandwidth`, `connectionName`, `ownerAccount` and `vlan` stay as they are.",
    }),
  })
  async allocateConnectionOnInterconnect(
    @Arg("input", () => AllocateConnectionOnInterconnectInput, {
      description: "The new hosted connection: its parent, VLAN, bandwidth and the account that will own it.",
    })
    input: AllocateConnectionOnInterconnectInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const rules = vlanOfHosted({ vlan: input.vlan, portId: input.interconnectId }, place, directConnect.read);
    const connection = await directConnect.change(
      "AllocateConnectionOnInterconnect",
      place,
      input,
      key,
      rules,
    );
    return allocatedOn(input.interconnectId, connection, place);
  }

  @Mutation(() => Connection, {
    description:
      "Moves a hosted connection, with its virtual interfaces, to another interconnect or LAG of the partner. Traffic stops for a moment.",
  })
  async associateHostedConnection(
    @Arg("input", () => AssociateHostedConnectionInput, {
      description: "The hosted connection, and the interconnect or LAG to move it to.",
    })
    input: AssociateHostedConnectionInput,
    @ChangeArgs() { scope, key }: ChangeArguments,
    @Ctx() { directConnect }: Context,
  ) {
    const place = directConnect.place(scope);
    const connection = await directConnect.change("AssociateHostedConnection", place, input, key);
    return allocatedOn(input.parentConnectionId, connection, place);
  }
}
