import { testWireFaults } from "./wire-faults";

// The first change waits until the database is made.
testWireFaults({ store: {}, settings: { CHANGE_DEADLINE_MS: "60000", STORE_TIMEOUT_MS: "60000" } });
