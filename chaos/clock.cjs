// Preloaded into a gateway: its wall clock is off by CHAOS_CLOCK_OFFSET_MS, and steps by up to an hour, forwards or
// back, at each SIGUSR2. The monotonic clock stays as it is.
const HOUR = 3_600_000;
let offset = Number(process.env.CHAOS_CLOCK_OFFSET_MS ?? 0);
process.on("SIGUSR2", () => {
  offset += Math.round((2 * Math.random() - 1) * HOUR);
});
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
