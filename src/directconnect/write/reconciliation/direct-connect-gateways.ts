import type { DirectConnectGateway } from "@aws-sdk/client-direct-connect";
import { directConnectGateways as listedGateways } from "../../collections/direct-connect-gateways";
import { setsMember, unlessChangedLater } from "./later-changes";
import { byMark, heldBefore, marked } from "./marks";
import { matches } from "./matches";
import type { Look, Reconciliations } from "./reconciliation";
import { isEnding } from "./states";
import { applied, appliedUnlessOlder, gone, notApplied } from "./verdicts";

async function directConnectGatewayOf(
  look: Look,
  directConnectGatewayId = "",
): Promise<DirectConnectGateway | undefined> {
  const [directConnectGateway] = await look.list(
    "DescribeDirectConnectGateways",
    { directConnectGatewayId },
    (output) => output.directConnectGateways,
  );
  return directConnectGateway;
}

type Operation = "CreateDirectConnectGateway" | "UpdateDirectConnectGateway" | "DeleteDirectConnectGateway";

export const directConnectGateways: Pick<Reconciliations, Operation> = {
  CreateDirectConnectGateway: {
    repeated: "another",
    mark: marked,
    before: (look, { directConnectGatewayName, amazonSideAsn }) =>
      Promise.resolve(
        heldBefore(
          look.held(listedGateways),
          (row) => matches({ directConnectGatewayName, amazonSideAsn }, row),
          idOf,
        ),
      ),
    look: async (look, change) => {
      const { directConnectGatewayName, amazonSideAsn } = change.input;
      return byMark(
        look,
        "CreateDirectConnectGateway",
        await look.list("DescribeDirectConnectGateways", {}, (output) => output.directConnectGateways),
        change,
        (row) => matches({ directConnectGatewayName, amazonSideAsn }, row),
        idOf,
        (directConnectGateway) => applied({ directConnectGateway }),
      );
    },
  },

  UpdateDirectConnectGateway: {
    repeated: "nothing",
    look: async (look, { input: { directConnectGatewayId, newDirectConnectGatewayName } }) => {
      const directConnectGateway = await directConnectGatewayOf(look, directConnectGatewayId);
      if (directConnectGateway === undefined) return notApplied;
      const output = { directConnectGateway };
      if (directConnectGateway.directConnectGatewayName === newDirectConnectGatewayName)
        return appliedUnlessOlder(output);
      const isRenamed = setsMember(
        "UpdateDirectConnectGateway",
        { directConnectGatewayId },
        "newDirectConnectGatewayName",
      );
      return unlessChangedLater(look, [isRenamed], output);
    },
  },

  /** A deletion that AWS took back, because something was still associated, counts as not applied; a list may show it yet. */
  DeleteDirectConnectGateway: {
    repeated: "nothing",
    look: async (look, { input: { directConnectGatewayId } }) => {
      const directConnectGateway = await directConnectGatewayOf(look, directConnectGatewayId);
      if (directConnectGateway === undefined) return gone;
      return isEnding(directConnectGateway.directConnectGatewayState)
        ? appliedUnlessOlder({ directConnectGateway })
        : notApplied;
    },
  },
};

function idOf({
  directConnectGatewayId,
}: {
  readonly directConnectGatewayId?: string | null | undefined;
}): string | undefined {
  return directConnectGatewayId ?? undefined;
}
