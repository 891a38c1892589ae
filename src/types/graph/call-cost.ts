/** The cost of a field that takes an AWS call each time that it is selected, such as a letter of authorization. */
export const CALL_COST = 10;

/**
 * The cost of counting all entries of the audit trail that fit, which reads each of them: about what ten pages of 1,000
 * entries cost. PostgreSQL counts a million entries in about the time that it takes to make them.
 */
export const COUNT_COST = 10_000;

/** What a page of `deprecatedUsage` costs beside its rows: all that are kept may be read for it. */
export const USAGE_COST = 1_000;
