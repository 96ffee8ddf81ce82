import type { Collection } from "../collection";
import { methodNotAllowed, notFound } from "../pce-error";

/** Settings that clients read to see whether the org is right. Read only. */
export const collection: Collection = {
  path: "settings",
  answer({ method, path, rest, store }) {
    if (rest.join("/") !== "workloads") throw notFound(path);
    if (method !== "GET") throw methodNotAllowed(`${method} ${path}`);
    const everything = [{ scope: [], value: 3600 }];
    return {
      status: 200,
      json: {
        href: `${store.orgHref}/settings/workloads`,
        workload_disconnected_timeout_seconds: everything,
        workload_goodbye_timeout_seconds: [{ scope: [], value: 900 }],
        workload_disconnected_notification_seconds: [{ scope: [], info: 1800, warning: 2700, error: 3600 }],
      },
    };
  },
};
