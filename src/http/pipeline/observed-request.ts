import type { RequestTrace } from "../../observability/tracing";
import type { Exchange } from "./exchange";

/** A request to the GraphQL path that is under way. */
export interface ObservedRequest {
  readonly requestId: string;
  readonly trace: RequestTrace;
  /** What it turned out to be, asked when it is over; null for a page, which is no GraphQL request. */
  exchange: () => Exchange | null;
}
