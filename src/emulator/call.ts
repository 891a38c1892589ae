import type { Durations } from "./state/durations";
import type { Rules } from "./rules/rules";
import type { Agenda } from "./state/agenda";
import type { Clock } from "./state/clock";
import type { Ids } from "./state/ids";
import type { Store } from "./state/store";

/** What the emulated Direct Connect is made of. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly ids: Ids;
  readonly rules: Rules;
  readonly durations: Durations;
}

/** The context of one request: its account, the region of its endpoint, the emulated time. */
export interface Call extends World {
  readonly account: string;
  readonly region: string;
  readonly now: number;
}

/** The key that separates accounts and regions in the indexes of tables. */
export function scopeOf(place: { account: string; region: string }): string {
  return `${place.account}/${place.region}`;
}
