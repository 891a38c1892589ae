/** An answer other than success: the error name and message as they go into the envelope (DOMAIN D.1). */
export class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** Direct Connect's one error for every mistake of the caller; they differ in their messages alone. */
export function clientError(message: string): ServiceError {
  return new ServiceError("DirectConnectClientException", message);
}

/** The same tag key twice in one request. */
export function duplicateTagKeys(message: string): ServiceError {
  return new ServiceError("DuplicateTagKeysException", message);
}

/** More than the account or the resource may have, by the name that newer operations declare for it. */
export function limitExceeded(message: string): ServiceError {
  return new ServiceError("LimitExceededException", message);
}

/** More tags than a resource may carry. */
export function tooManyTags(message: string): ServiceError {
  return new ServiceError("TooManyTagsException", message);
}
