import { testWireFaults } from "./wire-faults";

testWireFaults({});
