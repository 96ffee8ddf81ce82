import type { Collection } from "../collection";
import type { StoredEvent } from "../event-log";
import { exact, matching, timestamp } from "../filters";
import { answerListing } from "../listing";
import { methodNotAllowed, notFound } from "../pce-error";

const filters = {
  created_by: exact<StoredEvent>(({ agent }, { user }) => (agent ?? user).href),
  event_type: exact<StoredEvent>(({ eventType }) => eventType),
  status: exact<StoredEvent>(({ status }) => (status < 400 ? "success" : "failure")),
  severity: exact<StoredEvent>(({ status }) => (status < 400 ? "info" : "err")),
  "timestamp[gte]": timestamp<StoredEvent>((event) => event.timestamp, "gte"),
  "timestamp[lte]": timestamp<StoredEvent>((event) => event.timestamp, "lte"),
};

/** The change feed, newest first. */
export const collection: Collection = {
  path: "events",
  answer(request) {
    const { method, path, rest, query, store } = request;
    if (method !== "GET") throw methodNotAllowed(`${method} ${path}`);
    if (rest.length === 0) {
      const matches = matching(filters, query, store);
      const rows = [...store.events.newestFirst()].filter(matches);
      return answerListing(request, {
        rows,
        total: store.events.size,
        render: (event) => store.events.render(event),
      });
    }
    const event = store.events.get(path);
    if (event === undefined) throw notFound(path);
    return { status: 200, json: store.events.render(event) };
  },
};
