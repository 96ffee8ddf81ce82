import { isHttpStatusError } from "../../core/errors";
import type { PceApi } from "./pce-api";
import { type Expected, object, optional, text } from "./shapes";

/** One PCE cluster, as `GET /health` lists it. */
export interface PceHealth {
  /** `normal`, `warning`, `critical` or `error`. */
  readonly status?: string;
  readonly type?: string;
  readonly fqdn?: string;
  readonly nodes?: readonly unknown[];
}

export const HEALTH: Expected = {
  what: "clusters",
  shape: object({ status: optional(text), fqdn: optional(text) }),
};

/** Works whether or not the credentials are right: a node in service answers 200 or 202, any other 404 or 502. */
export async function nodeAvailable(api: PceApi): Promise<boolean> {
  try {
    await api.send({ method: "GET", path: "/node_available", maximumTries: 1 });
    return true;
  } catch (error) {
    if (isHttpStatusError(error) && [404, 502, 503].includes(error.status)) return false;
    throw error;
  }
}
