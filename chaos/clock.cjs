/* global process */
// Preloaded into a gateway: its wall clock is off by CHAOS_CLOCK_OFFSET_MS.
const offset = Number(process.env.CHAOS_CLOCK_OFFSET_MS ?? 0);
const TrueDate = Date;
globalThis.Date = class Date extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + offset);
    else super(...given);
  }
  static now() {
    return TrueDate.now() + offset;
  }
};
