/** How many different accounts one field may name. */
export const MOST_ACCOUNTS = 100;
/** How many different regions one field may name: all of a partition, and some more. */
export const MOST_REGIONS = 40;
/** How many different resources one field may name, each of which is looked up in its account and region. */
export const MOST_RESOURCES = 1000;
