/** The cost of a field that AWS is asked for each time that it is selected, such as a letter of authorization. */
export const CALL_COST = 10;
