import { requestedModeOf } from "../account/billing-modes";
import { locationCode } from "../account/location-rows";
import { scopeOf, type Call } from "../call";
import { checkName, checkTags } from "../rules/checks";
import { clientError } from "../errors";
import { checkLagCanSpare, checkLagFit, mostMembers } from "./lag-membership";
import { joinLag, memberPort } from "./lag-moves";
import type { Input } from "../wire/operations";
import { checkBillingOrder } from "../ports/billing-mode-changes";
import { deviceForLag } from "../ports/devices";
import { checkPortOrder, checkPortQuota, requestPort, type PortOrder } from "../ports/port-life";
import { isPartnerIn } from "../records/customers";
import { lags, type LagRecord } from "../records/lags";
import type { Port } from "../records/ports";

const lagsPerRegion = 10;

/**
 * CreateLag: a LAG of new ports, of one existing port, or of both; the existing one counts. A partner's LAG
 * is made of interconnects and carries hosted connections (DOMAIN C.3).
 * @throws DirectConnectClientException, DuplicateTagKeysException, TooManyTagsException
 */
export function createLag(sent: Input<"CreateLag">, call: Call): Readonly<LagRecord> {
  const input = { ...sent, location: locationCode(sent.location) };
  const isPartner = isPartnerIn(call.region, call.account, call);
  const existing = input.connectionId === undefined ? undefined : memberPort(input.connectionId, call);
  const order: Omit<PortOrder, "name"> = {
    kind: isPartner ? "interconnect" : "dedicated",
    location: input.location,
    bandwidth: input.connectionsBandwidth,
    bandwidths: ["1Gbps", "10Gbps", "100Gbps", ...(isPartner ? [] : ["400Gbps"])],
    tags: input.childConnectionTags,
    providerName: input.providerName,
    requestMACSec: input.requestMACSec,
  };
  const added = input.numberOfConnections - (existing ? 1 : 0);
  checkName("Lag name", input.lagName, 200);
  checkTags(input.tags ?? []);
  checkPortOrder({ ...order, name: input.lagName }, call);
  checkNumber(input.numberOfConnections, order.bandwidth);
  checkQuota(call);
  if (!isPartner) checkPortQuota(order.location, added, call);
  if (isPartner && input.billingMode !== undefined) throw clientError("Interconnects have no billing mode.");
  const billingMode = input.billingMode ?? requestedModeOf(existing);
  if (!isPartner) checkBillingOrder({ ...order, billingMode }, call, existing && [existing.connectionId]);

  const lagId = call.ids.resource("dxlag");
  const row = newLag(lagId, input, existing, call);
  if (existing) {
    checkLagFit(row, { ...existing, requestMACSec: existing.macSecCapable });
    checkLagCanSpare(existing, call);
  }
  const lag = call.store.table(lags).insert({
    ...row,
    allowsHostedConnections: isPartner,
    ...(!isPartner && { requestedBillingMode: billingMode }),
  });
  if (existing) joinLag(existing, lag, call);
  for (let number = 1; number <= added; number++) {
    requestPort(
      {
        ...order,
        ...(!isPartner && { billingMode }),
        lagId,
        name: `Requested Connection ${number} for Lag ${lagId}`,
      },
      call,
    );
  }
  return lag;
}

function checkNumber(wanted: number, bandwidth: string): void {
  const most = mostMembers(bandwidth);
  if (wanted < 1 || wanted > most) {
    throw clientError(
      `Number of connections ${wanted} is not valid: a lag of ${bandwidth} connections has 1 to ${most}.`,
    );
  }
}

function checkQuota(call: Call): void {
  const present = call.store.table(lags).by("owner", scopeOf(call));
  if (present.filter((lag) => !lag.deleted).length >= lagsPerRegion) {
    throw clientError(
      `Account ${call.account} has reached the limit of ${lagsPerRegion} lags in region ${call.region}.`,
    );
  }
}

/** As ordered; an existing port decides the device. Its MACsec keys do not come along. */
function newLag(
  lagId: string,
  input: Input<"CreateLag">,
  existing: Readonly<Port> | undefined,
  call: Call,
): LagRecord {
  const placement = {
    ...{ ownerAccount: call.account, region: call.region },
    ...{ location: input.location, bandwidth: input.connectionsBandwidth },
  };
  const awsDeviceV2 = existing?.awsDeviceV2 ?? deviceForLag({ ...placement, lagId }, call).awsDeviceV2;
  const macSecCapable = input.requestMACSec ?? false;
  return {
    lagId,
    lagName: input.lagName,
    deleted: false,
    ownerAccount: call.account,
    region: call.region,
    location: input.location,
    connectionsBandwidth: input.connectionsBandwidth,
    minimumLinks: 0,
    allowsHostedConnections: false,
    awsDeviceV2,
    awsLogicalDeviceId: existing?.awsLogicalDeviceId ?? awsDeviceV2,
    hasLogicalRedundancy: "unknown",
    providerName: input.providerName,
    macSecCapable,
    ...(macSecCapable ? { encryptionMode: "should_encrypt" } : {}),
    macSecKeys: [],
    tags: input.tags ?? [],
  };
}
