import { attachmentHandlers } from "./attachments";
import { connectionHandlers } from "./connections";
import { locationHandlers } from "./locations";
import type { Handlers } from "./operations";

/** What the emulator can do: one line per resource file. */
export const handlers: Handlers = {
  ...locationHandlers,
  ...connectionHandlers,
  ...attachmentHandlers,
};
