import { connectionHandlers } from "./connections";
import { customerMetadataHandlers } from "./customer-metadata";
import { hostedConnectionHandlers } from "./hosted-connections";
import { interconnectHandlers } from "./interconnects";
import { lagHandlers } from "./lags";
import { locationHandlers } from "./locations";
import { macSecKeyHandlers } from "./macsec-keys";
import type { Handlers } from "./operations";
import { tagHandlers } from "./tags";

/** What the emulator can do: one line per resource file. */
export const handlers: Handlers = {
  ...locationHandlers,
  ...connectionHandlers,
  ...hostedConnectionHandlers,
  ...interconnectHandlers,
  ...lagHandlers,
  ...customerMetadataHandlers,
  ...macSecKeyHandlers,
  ...tagHandlers,
};
