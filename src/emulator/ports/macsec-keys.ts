import type { MacSecKey } from "@aws-sdk/client-direct-connect";
import type { Call } from "../call";
import { portEncryptionAfter } from "./encryption";
import { clientError } from "../errors";
import type { Handlers } from "../wire/operations";
import { changeLagEncryption } from "../lags/lag-state";
import { lags } from "../records/lags";
import { partitionOf } from "../rules/partitions";
import { isGone, ports } from "../records/ports";
import { defineTable } from "../state/table";

/** The secret that Direct Connect keeps for a key pair. The CAK itself is not remembered: nothing reads it. */
interface KeySecret {
  secretARN: string;
  ckn: string;
  ownerAccount: string;
}

export const keySecrets = defineTable<KeySecret>()({
  name: "MACsec secrets",
  id: (secret) => secret.secretARN,
  indexes: {},
});

/** What keys are put on: a dedicated connection, an interconnect, or a LAG with all its members. */
interface KeyTarget {
  readonly id: string;
  readonly keys: readonly MacSecKey[];
  write(keys: MacSecKey[]): void;
}

export const macSecKeyHandlers = {
  AssociateMacSecKey(input, call) {
    const target = findTarget(input.connectionId, call);
    const { ckn, secretARN } = chosenKey(input, call);
    if (target.keys.some((key) => key.ckn === ckn)) {
      throw clientError(`CKN ${ckn} is already associated with ${target.id}.`);
    }
    const key: MacSecKey = {
      secretARN,
      ckn,
      state: "associating",
      startOn: new Date(call.now).toISOString(),
    };
    target.write([...target.keys, key]);
    planKeyChange(target.id, ckn, "associating", call, (keys) =>
      keys.map((each) => (each.ckn === ckn ? { ...each, state: "associated" } : each)),
    );
    return { connectionId: target.id, macSecKeys: findTarget(target.id, call).keys.slice() };
  },

  DisassociateMacSecKey(input, call) {
    const target = findTarget(input.connectionId, call);
    const key = target.keys.find((each) => each.secretARN === input.secretARN);
    if (key?.state !== "associated" && key?.state !== "associating") {
      throw clientError(`The MACsec secret is not associated with ${target.id}.`);
    }
    const leaving = { ...key, state: "disassociating" };
    target.write(target.keys.map((each) => (each === key ? leaving : each)));
    planKeyChange(target.id, key.ckn, "disassociating", call, (keys) =>
      keys.filter((each) => each.ckn !== key.ckn),
    );
    return { connectionId: target.id, macSecKeys: [leaving] };
  },
} satisfies Handlers;

/** Ends a change of a key after its time, unless the key has changed again by then. */
function planKeyChange(
  id: string,
  ckn: string | undefined,
  from: string,
  call: Call,
  change: (keys: readonly MacSecKey[]) => MacSecKey[],
): void {
  call.agenda.plan(call.now + call.durations.macSecKeyChange, () => {
    const target = targetOf(id, call);
    if (target?.keys.some((key) => key.ckn === ckn && key.state === from)) target.write(change(target.keys));
  });
}

/**
 * A pair of CKN and CAK becomes a new secret; a secret ARN must name one that Direct Connect made.
 * @throws DirectConnectClientException, never repeating the CAK
 */
function chosenKey(
  input: { secretARN?: string | undefined; ckn?: string | undefined; cak?: string | undefined },
  call: Call,
): KeySecret {
  const { secretARN, ckn, cak } = input;
  const secrets = call.store.table(keySecrets);
  if (secretARN !== undefined) {
    if (ckn !== undefined || cak !== undefined) throw clientError("Give either secretARN, or ckn and cak.");
    const secret = secrets.get(secretARN);
    if (secret?.ownerAccount !== call.account) throw clientError(`Could not find MACsec secret ${secretARN}`);
    return secret;
  }
  if (ckn === undefined || cak === undefined)
    throw clientError("Give either secretARN, or both ckn and cak.");
  const isHex64 = (text: string) => /^[0-9a-fA-F]{64}$/.test(text);
  if (!isHex64(ckn)) throw clientError("The CKN must be 64 hexadecimal characters.");
  if (!isHex64(cak)) throw clientError("The CAK must be 64 hexadecimal characters.");
  const made = { ckn, ownerAccount: call.account, secretARN: secretArn(call.account, call.region, ckn) };
  return secrets.get(made.secretARN) ?? secrets.insert(made);
}

/** The managed name of DOMAIN B.10, with the six characters that Secrets Manager adds. */
export function secretArn(account: string, region: string, ckn: string): string {
  const tail = ckn.slice(0, 6).toUpperCase();
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:directconnect!prod/${region}/directconnect/${ckn}-${tail}`;
}

function findTarget(id: string, call: Call): KeyTarget {
  const row = call.store.table(ports).get(id) ?? call.store.table(lags).get(id);
  const isLag = id.startsWith("dxlag-");
  const isMine = row?.ownerAccount === call.account && row.region === call.region;
  if (!isMine || ("deleted" in row && row.deleted)) {
    throw clientError(`Could not find ${isLag ? "Lag" : "Connection"} with ID ${id}`);
  }
  if ("kind" in row && (row.kind === "hosted" || isGone(row))) {
    throw clientError(`MACsec keys cannot be associated with connection ${id}.`);
  }
  if (!row.macSecCapable) throw clientError(`${isLag ? "Lag" : "Connection"} ${id} is not MACsec capable.`);
  if ("kind" in row && row.lagId !== undefined) {
    throw clientError(`Connection ${id} belongs to lag ${row.lagId}, which holds its MACsec keys.`);
  }
  const target = targetOf(id, call);
  if (!target) throw clientError(`Could not find Connection with ID ${id}`);
  return target;
}

function targetOf(id: string, call: Call): KeyTarget | undefined {
  const table = call.store.table(ports);
  const port = table.get(id);
  if (port) {
    const write = (macSecKeys: MacSecKey[]) => table.update(id, portEncryptionAfter({ macSecKeys }, port));
    return { id, keys: port.macSecKeys ?? [], write };
  }
  const lag = call.store.table(lags).get(id);
  if (!lag) return undefined;
  const write = (macSecKeys: MacSecKey[]) => changeLagEncryption(lag, { macSecKeys }, call);
  return { id, keys: lag.macSecKeys ?? [], write };
}
