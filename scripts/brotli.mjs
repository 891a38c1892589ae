import { constants } from "node:zlib";

/** How files are compressed that a build makes: once, and for whoever downloads them. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
