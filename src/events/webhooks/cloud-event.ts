import { cursorAfter } from "../cursor";
import type { Cause, LoggedEvent } from "../change-event";
import { nameInGraph } from "../event-names";

export const CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

/**
 * An event as CloudEvents 1.0 has it in structured mode. Its text depends on the event and on what its reader may see
 * alone, so that each attempt has the same.
 * @param cause the change that caused it, where its reader may see that.
 */
export function cloudEvent(event: LoggedEvent, cause: Cause | null): string {
  const { id, account, region, resource, sequence, observedAt, changes } = event;
  const type = nameInGraph(event.type);
  const resourceType = nameInGraph(event.resourceType);
  return JSON.stringify({
    specversion: "1.0",
    id,
    source: sourceOf(account, region),
    type: `directconnect.${resourceType.toLowerCase()}.${type.toLowerCase()}`,
    subject: resource,
    time: observedAt.toISOString(),
    datacontenttype: "application/json",
    // CloudEvents' extension has a text that sorts as the number does.
    sequence: String(sequence).padStart(10, "0"),
    data: {
      ...{ id, cursor: cursorAfter(event.number), sequence, type, resourceType },
      resourceId: resource,
      account,
      region: region === "" ? null : region,
      observedAt: observedAt.toISOString(),
      changes,
      cause,
    },
  });
}

/** A test: an event about a webhook. */
export function testEvent(id: string, webhook: string, time: Date): string {
  return JSON.stringify({
    specversion: "1.0",
    id,
    source: "/webhooks",
    type: "directconnect.webhook.test",
    subject: webhook,
    time: time.toISOString(),
    datacontenttype: "application/json",
    data: {},
  });
}

/** A relative URI, as every source of CloudEvents is a URI reference. */
function sourceOf(account: string, region: string): string {
  return region === "" ? `/accounts/${account}` : `/accounts/${account}/regions/${region}`;
}
