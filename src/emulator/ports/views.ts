import type { Connection, Lag } from "@aws-sdk/client-direct-connect";
import type { Call, World } from "../call";
import { isGone, type Port } from "../records/ports";
import { billingModeOf } from "./billing-modes";
import { prefixPoolOf } from "./prefix-pools";
import { rateLimiterStatusOf } from "./rate-limiters";

type Figures = Pick<Connection & Lag, "billingMode" | "rateLimiterStatus"> & ReturnType<typeof prefixPoolOf>;

/** The record as its owner, or the partner that carries it, is shown it: tags are the owner's alone. */
export function connectionView(port: Readonly<Port>, call: Call): Connection {
  return {
    ...port,
    ...(port.kind === "dedicated" ? dedicatedFigures(port, call) : {}),
    encryptionMode:
      port.kind === "hosted" && call.rules.hostedEncryptionUnknown ? "unknown" : port.encryptionMode,
    tags: port.ownerAccount === call.account ? port.tags : undefined,
  };
}

/** Members of a LAG carry nothing of their own: limiters and pools are the LAG's. */
function dedicatedFigures(port: Readonly<Port>, world: World): Figures {
  const { connectionId } = port;
  const billingMode = billingModeOf(connectionId, world);
  if (port.lagId !== undefined || isGone(port)) return { ...(billingMode && { billingMode }) };
  return carrierFigures(connectionId, world);
}

/** How a dedicated connection or a LAG of those is billed, and what of its limiters and prefix pools is in use. */
export function carrierFigures(id: string, world: World): Figures {
  const billingMode = billingModeOf(id, world);
  return {
    ...(billingMode && { billingMode }),
    rateLimiterStatus: rateLimiterStatusOf(id, world),
    ...prefixPoolOf(id, world),
  };
}
