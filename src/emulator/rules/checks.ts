import type { Tag } from "@aws-sdk/client-direct-connect";
import type { Rules } from "./rules";
import { clientError, duplicateTagKeys, tooManyTags } from "../errors";

const tagsPerResource = 50;

/** DOMAIN C.1: letters, digits, space and `-_,/`. @throws DirectConnectClientException */
export function checkName(what: string, name: string, longest: number): void {
  if (name.length < 1 || name.length > longest || !/^[\p{L}\p{N} \-_,/]+$/u.test(name)) {
    throw clientError(
      `${what} must be 1 to ${longest} letters, digits, spaces or any of the characters - _ , /`,
    );
  }
}

/** @throws DirectConnectClientException unless it is twelve digits */
export function checkAccount(account: string): void {
  if (!/^\d{12}$/.test(account)) throw clientError(`Account ${account} is not a 12-digit account ID.`);
}

/** DOMAIN C.1: 1 to 4094, or 0 to 4095 where the rules say so. @throws DirectConnectClientException */
export function checkVlan(vlan: number, rules: Rules): void {
  const [least, most] = rules.allowReservedVlans ? [0, 4095] : [1, 4094];
  if (vlan < least || vlan > most) {
    throw clientError(`VLAN ${vlan} is out of range: it must be between ${least} and ${most}.`);
  }
}

/** @throws DirectConnectClientException unless it is one of the three modes of DOMAIN C.1 */
export function checkEncryptionMode(mode: string): void {
  if (!["no_encrypt", "should_encrypt", "must_encrypt"].includes(mode)) {
    throw clientError(
      `Encryption mode ${mode} is not valid: it must be no_encrypt, should_encrypt or must_encrypt.`,
    );
  }
}

/**
 * DOMAIN C.1, for the tags of one request together with those that the resource already has.
 * @throws DuplicateTagKeysException, TooManyTagsException, DirectConnectClientException
 */
export function checkTags(tags: readonly Tag[], present: readonly Tag[] = []): void {
  const keys = new Set<string>();
  for (const { key = "", value = "" } of tags) {
    if (keys.has(key)) throw duplicateTagKeys(`Tag key ${key} was specified more than once.`);
    keys.add(key);
    if (key.length < 1 || key.length > 128 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key)) {
      throw clientError(`Tag key ${key} is not valid: it must be 1 to 128 characters.`);
    }
    if (value.length > 256 || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value)) {
      throw clientError(`The value of tag ${key} is not valid: it must be at most 256 characters.`);
    }
    if (key.toLowerCase().startsWith("aws:"))
      throw clientError(`Tag key ${key} is reserved: it starts with aws:`);
  }
  const added = present.filter((tag) => tag.key !== undefined && !keys.has(tag.key)).length;
  if (added + keys.size > tagsPerResource) {
    throw tooManyTags(`A resource can have at most ${tagsPerResource} tags.`);
  }
}

const units: Readonly<Record<string, number>> = { M: 1e6, G: 1e9, T: 1e12 };

/** Bits per second of a bandwidth such as `500Mbps` or `1.2Gbps`. */
export function bitsPerSecond(bandwidth: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(M|G|T)bps$/.exec(bandwidth) ?? [];
  return Math.round(Number(amount ?? NaN) * (units[unit] ?? NaN));
}

/** A bandwidth in Direct Connect's form, such as `650Mbps` or `3.5Gbps`. */
export function bandwidthText(bits: number): string {
  return bits < 1e9 ? `${bits / 1e6}Mbps` : `${bits / 1e9}Gbps`;
}
