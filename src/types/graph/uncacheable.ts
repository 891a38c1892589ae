/**
 * For `@Extensions` of fields whose answer does not follow from the data of Direct Connect and the grants of its
 * caller alone: it depends on who the caller is, on the time, or on the gateway's own store. An answer with such a
 * field is never cached.
 */
export const FLEETING = { fleeting: true } as const;
