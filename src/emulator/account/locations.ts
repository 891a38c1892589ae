import { locationRows } from "./location-rows";
import type { Handlers } from "../wire/operations";

export const locationHandlers = {
  DescribeLocations: (_input, call) => ({
    locations: locationRows.filter((location) => location.region === call.region),
  }),
} satisfies Handlers;
