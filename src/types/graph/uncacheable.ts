/**
 * For `@Extensions` of fields whose answer does not follow from what was read of Direct Connect and from what its
 * caller may see alone: it depends on who asks, on the time, or on the gateway's own store. An answer that has such a
 * field is never given a second time.
 */
export const FLEETING = { fleeting: true } as const;
