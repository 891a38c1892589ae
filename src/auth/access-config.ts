import { z } from "zod";
import { hasRegionForm } from "../directconnect/accounts/regions";
import { type Permission, PERMISSIONS } from "../types/graph/permission";
import { callerLimitsSchema } from "./caller-limits";
import { ROLES } from "./roles";

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, "must be 1 to 64 letters, digits and the characters . _ -");
const accountId = z.string().regex(/^\d{12}$/, "must be an account: 12 digits");
/** The code of a region, known to the SDK or not: which ones an account can have is found out with the accounts. */
export const regionCode = z.string().refine(hasRegionForm, "must be a region's code, such as us-east-1");
const interconnect = z.string().regex(/^dxcon-[a-z0-9]{8,21}$/, "must be an id such as dxcon-ffabc123");
const lag = z.string().regex(/^dxlag-[a-z0-9]{8,21}$/, "must be an id such as dxlag-ffabc123");
const permission = z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]); // the keys of that very object

/** Only asymmetric ones: with a symmetric one, every party that can check a token can also make one. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** What an issuer's tokens are held to where the config file does not say. */
export const CLOCK_TOLERANCE_SECONDS = 30;
export const LONGEST_LIFETIME_SECONDS = 86_400;

const issuer = z.strictObject({
  issuer: z.url().refine(isSecure, "must be an https URL; http is for this machine alone"),
  audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(["RS256"]),
  /** How far ahead of this machine's clock a token's `iat` and `nbf` may be. Nothing is added to its `exp`. */
  clockToleranceSeconds: z.int().min(0).max(300).default(CLOCK_TOLERANCE_SECONDS),
  /** The longest time from a token's `iat` to its `exp` that is accepted. */
  longestLifetimeSeconds: z.int().min(60).max(31_536_000).default(LONGEST_LIFETIME_SECONDS),
  /** Whether a token's `typ` must be `at+jwt` (RFC 9068). */
  requireAccessTokenType: z.boolean().default(false),
  /** Claims beside `scope` whose text holds several values with spaces between, such as `scp`. */
  spaceSeparatedClaims: z.array(z.string().min(1)).default([]),
  /** Whether a tenant runs it, who could make persons without end: their sum must then be limited. */
  ofTenant: z.boolean().default(false),
});

/**
 * The claims that a token must have. Zod leaves a member `__proto__` out of a record, and with it a condition: it is
 * refused before.
 */
const conditions = z
  .unknown()
  .refine(
    (conditions) => !Object.hasOwn(Object(conditions) as object, "__proto__"),
    "no claim may be named __proto__",
  )
  .pipe(
    z
      .record(z.string().min(1), z.string().min(1))
      .refine((claims) => Object.keys(claims).length > 0, "must name at least one claim"),
  );

/** Which tokens are a caller's. */
const tokenRule = z.strictObject({
  issuer: z.string(),
  /** Each of these claims must be, or hold, this value. */
  claims: conditions,
  /** The claim that identifies the people who share this caller. */
  personClaim: z.string().min(1).optional(),
});

const apiKey = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/, "must be 16 hexadecimal digits"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
  expires: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  revoked: z.boolean().optional(),
});

const accountGrant = z.strictObject({
  /** Id or alias of one of the gateway's accounts. */
  account: z.string().min(1),
  regions: z.array(regionCode).min(1).optional(),
  interconnects: z.array(interconnect).optional(),
  lags: z.array(lag).optional(),
  ownerAccounts: z.array(accountId).optional(),
});

const caller = z.strictObject({
  name,
  roles: z.array(z.string()).min(1),
  accounts: z.union([z.literal("all"), z.array(accountGrant)], {
    error: 'must be "all" or a list of accounts with what of them is granted',
  }),
  tokens: z.array(tokenRule).default([]),
  apiKeys: z.array(apiKey).default([]),
  limits: callerLimitsSchema.default({}),
});

/** The members of the config file that say who may call, and what for. */
export const accessMembers = {
  issuers: z.array(issuer).default([]),
  roles: z.record(name, z.array(permission)).default({}),
  callers: z.array(caller).default([]),
  /** For all callers; a caller's own limits take precedence. */
  limits: callerLimitsSchema.default({}),
};

export type AccessConfig = Readonly<z.output<z.ZodObject<typeof accessMembers>>>;
export type IssuerConfig = Readonly<z.output<typeof issuer>>;
export type CallerConfig = Readonly<z.output<typeof caller>>;

export const NO_ACCESS_CONFIG: AccessConfig = { issuers: [], roles: {}, callers: [], limits: {} };

/** What each member may be but all of them together may not: one line for each problem, none with a secret. */
export function contradictions({ issuers, roles, callers, limits }: AccessConfig): string[] {
  const problems: string[] = [];
  const unique = (what: string, values: readonly string[]) => {
    for (const value of repeated(values)) problems.push(`${what} ${value} is there twice`);
  };
  unique(
    "issuers:",
    issuers.map((one) => one.issuer),
  );
  unique(
    "callers:",
    callers.map((one) => one.name),
  );
  unique(
    "callers: the API key",
    callers.flatMap(({ apiKeys }) => apiKeys.map(({ id }) => id)),
  );
  for (const role of Object.keys(roles)) {
    if (Object.hasOwn(ROLES, role)) problems.push(`roles.${role}: is the gateway's own; take another name`);
  }
  callers.forEach((one, index) => {
    const at = `callers.${index}`;
    one.roles.forEach((role, place) => {
      if (!Object.hasOwn(ROLES, role) && !Object.hasOwn(roles, role)) {
        const knownRoles = [...Object.keys(ROLES), ...Object.keys(roles)].join(", ");
        problems.push(`${at}.roles.${place}: there is no such role; there are ${knownRoles}`);
      }
    });
    one.tokens.forEach((rule, place) => {
      if (!issuers.some(({ issuer }) => issuer === rule.issuer)) {
        problems.push(`${at}.tokens.${place}.issuer: is none of those under issuers`);
      }
      const { ofTenant } = issuers.find(({ issuer }) => issuer === rule.issuer) ?? {};
      if (ofTenant !== true || rule.personClaim === undefined) return;
      for (const limit of ["callerCostPerMinute", "callerConcurrent"] as const) {
        if (({ ...limits, ...one.limits }[limit] ?? null) !== null) continue;
        problems.push(
          `${at}.limits.${limit}: must be a number, as the persons of tokens.${place} are of a tenant's issuer, who can make any number of them`,
        );
      }
    });
  });
  return problems;
}

function repeated(values: readonly string[]): Set<string> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index));
}

function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Whether a host, as written in a URL or in `HOST`, is this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
