/**
 * The value by which a text is compared; other values are returned unchanged. AWS spells one location as `EqDC2` and
 * `EQDC2`, and one type of attachment as `TransitVirtualInterface` and `transitVirtualInterface`.
 */
export function comparable(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** Whether two words of AWS's are the same. */
export function isSameWord(one: unknown, other: unknown): boolean {
  return comparable(one) === comparable(other);
}
