import type { Clients } from "../../../src/directconnect/client/clients";
import type { Emulator } from "../../../src/emulator/wire/server";
import { OPEN_FENCE } from "../../open-fence";
import type { Make } from "./changes";
import { emulatedPlace } from "./scene";

/** How long the emulator takes to make anything, at most, in milliseconds. */
const SETTLED = 60_000;

/** Makes changes by the SDK alone, past the gateway, each of which is settled when the next one is made. */
export function makeWith(clients: () => Clients, emulator: () => Pick<Emulator, "clock">): Make {
  return async (operation, account, input) => {
    const made = await clients().send("write", emulatedPlace(account), operation, input, {
      fence: OPEN_FENCE,
    });
    emulator().clock.advance(SETTLED);
    return made;
  };
}
