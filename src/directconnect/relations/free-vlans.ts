import type { VlanPlan, VlanRange } from "../../types/vlan-plan";

/** The VLANs that IEEE 802.1Q leaves for use. */
export const USABLE_VLANS: VlanRange = { from: 1, to: 4094 };

/** The VLANs that are free. */
export function freeRanges(taken: readonly number[], { from, to }: VlanRange = USABLE_VLANS): VlanRange[] {
  const free: VlanRange[] = [];
  let next = from;
  for (const vlan of [...taken].sort((a, b) => a - b)) {
    if (vlan > to) break;
    if (vlan > next) free.push({ from: next, to: vlan - 1 });
    next = Math.max(next, vlan + 1);
  }
  if (next <= to) free.push({ from: next, to });
  return free;
}

/** The smallest free VLAN that is not smaller than `atLeast`; null where there is none. */
export function nextFreeVlan({ free }: Pick<VlanPlan, "free">, atLeast: number): number | null {
  const range = free.find(({ to }) => to >= atLeast);
  return range === undefined ? null : Math.max(range.from, atLeast);
}
