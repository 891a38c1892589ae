/** The cost of a field that makes an AWS call each time that it is selected, such as a letter of authorization. */
export const CALL_COST = 10;

/**
 * The cost of counting all matching entries of the audit trail, which reads each of them: about what ten pages of 1,000
 * entries cost. PostgreSQL counts a million entries in about the time that it takes to make them.
 */
export const COUNT_COST = 10_000;

/** The cost of a page of `deprecatedUsage` beside its rows: all stored rows may be read for it. */
export const USAGE_COST = 1_000;
