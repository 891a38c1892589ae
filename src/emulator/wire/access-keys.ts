import { randomBytes } from "node:crypto";
import { ServiceError } from "../errors";
import { partitionOf } from "../rules/partitions";

/** Access keys of an account other than the one they spell. */
export type AccessKeys = Readonly<Record<string, string>>;

/** The account of an access key. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

/** What AssumeRole hands out. */
export interface TemporaryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Real time, milliseconds since the epoch: clients hold it against their own clock. */
  readonly expiresAt: number;
}

/**
 * The access keys that the emulator accepts: 12 digits that spell their account, those named in the options,
 * and the temporary ones of AssumeRole. These live in real time and outlast a reset, as clients cache them.
 */
export class AccessKeyRing {
  private readonly temporary = new Map<string, { key: TemporaryKey; identity: Identity }>();

  /** @param sessionSeconds how long temporary keys are valid, whatever the request; to test their renewal */
  constructor(
    private readonly named: AccessKeys = {},
    private readonly sessionSeconds?: number,
  ) {}

  /**
   * The account of a request to a region. A temporary key needs its session token.
   * @throws UnrecognizedClientException, ExpiredTokenException
   */
  identify(accessKeyId: string, sessionToken: string | undefined, region: string): Identity {
    const session = this.temporary.get(accessKeyId);
    if (session) {
      if (session.key.sessionToken !== sessionToken) throw invalidToken();
      if (session.key.expiresAt <= Date.now()) {
        throw new ServiceError(
          "ExpiredTokenException",
          "The security token included in the request is expired",
          403,
        );
      }
      return session.identity;
    }
    const mapped = Object.hasOwn(this.named, accessKeyId) ? this.named[accessKeyId] : undefined;
    const account = mapped ?? (/^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined);
    if (account === undefined) throw invalidToken();
    const arn = `arn:${partitionOf(region)}:iam::${account}:user/emulated`;
    return { account, arn, userId: `AIDA${account}EMUL` };
  }

  /** Makes a temporary key for an identity. */
  issue(identity: Identity, seconds: number): TemporaryKey {
    const key: TemporaryKey = {
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(60).toString("base64"),
      expiresAt: Date.now() + (this.sessionSeconds ?? seconds) * 1000,
    };
    this.temporary.set(key.accessKeyId, { key, identity });
    return key;
  }

  /** Ends every temporary key handed out so far, ahead of its time. */
  expireSessions(): void {
    for (const [id, { key, identity }] of this.temporary) {
      this.temporary.set(id, { key: { ...key, expiresAt: 0 }, identity });
    }
  }
}

function invalidToken(): ServiceError {
  return new ServiceError(
    "UnrecognizedClientException",
    "The security token included in the request is invalid.",
    403,
  );
}
