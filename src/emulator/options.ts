import type { Durations } from "./state/durations";
import type { NetworkSize } from "./fixtures/network";
import type { AccountPlaces } from "./fixtures/places";
import type { Rules } from "./rules/rules";
import type { ClockMode } from "./state/clock";
import type { RoleTrusts } from "./sts/security-token-service";
import type { AccessKeys } from "./wire/access-keys";
import type { ThrottleLimits } from "./wire/throttle";

/** How to start an emulator; everything has a default. */
export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Loopback by default. */
  host?: string;
  /** The same seed gives the same ids; without one they are random. */
  seed?: string;
  /** One real second is one emulated minute by default. */
  clock?: ClockMode;
  /** Where emulated time starts; now by default. */
  startAt?: Date;
  /** Load the fixture topology (DOMAIN H); true by default. */
  fixtures?: boolean;
  /** A large network besides, of account 777777777777 in us-east-1, for load tests. */
  network?: NetworkSize;
  /**
   * The accounts and regions that the fixtures are moved to, or in each of which the large network is; those of the
   * fixtures, and one place for the network, by default.
   */
  places?: readonly AccountPlaces[];
  /** Switches for disputed rules. */
  rules?: Partial<Rules>;
  durations?: Partial<Durations>;
  /** Access keys that do not spell their account. */
  accessKeys?: AccessKeys;
  /** The external ids that AssumeRole requires; those of the fixture accounts by default. */
  roleTrusts?: RoleTrusts;
  /** How long the keys of AssumeRole live, in real seconds, whatever DurationSeconds says. */
  sessionSeconds?: number;
  /** Off by default; `realisticThrottle` is our guess at AWS's limits. */
  throttle?: ThrottleLimits;
  maxBodyBytes?: number;
  requestLogSize?: number;
  /** The most rows of one page of any list; 100, as at AWS, by default. */
  pageSize?: number;
  /** Refuses input members that the service's model does not have; AWS and, by default, the emulator ignore them. */
  strict?: boolean;
  /** Called for each request with such members; writes to standard error by default. */
  reportUnknownMembers?: (message: string) => void;
  /** Called with errors of the emulator itself; writes to standard error by default. */
  reportBug?: (error: unknown) => void;
}

/** DOMAIN D.1: 10 requests per second and account, 20 at once. */
export const realisticThrottle: ThrottleLimits = { perSecond: 10, burst: 20 };
