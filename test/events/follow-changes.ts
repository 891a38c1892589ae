import { createClient, NetworkError } from "graphql-sse";

interface Change {
  cursor: string;
  type: string;
  resourceId: string;
}

const CHANGES = `subscription ($after: String) { changes(after: $after) { cursor type resourceId } }`;

/** Gives each change after a cursor. Where the connection is lost, it goes on after the last change that it has. */
export async function* followChanges(url: string, key: string, after: string): AsyncGenerator<Change> {
  const client = createClient({ url, headers: { "x-api-key": key }, retryAttempts: 0 });
  for (let cursor = after; ;) {
    const request = { query: CHANGES, variables: { after: cursor } };
    try {
      for await (const { data, errors } of client.iterate<{ changes: Change }>(request)) {
        if (data == null) throw new Error(errors?.[0]?.message);
        cursor = data.changes.cursor;
        yield data.changes;
      }
    } catch (error) {
      const isLost = error instanceof NetworkError && (error.response?.status ?? 500) >= 500;
      if (!isLost) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
