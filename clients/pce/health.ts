import { isHttpStatusError } from "../../core/errors";
import type { PceApi } from "./pce-api";

/** One PCE cluster, as `GET /health` lists it. */
export interface PceHealth {
  /** `normal`, `warning`, `critical` or `error`. */
  readonly status?: string;
  readonly type?: string;
  readonly fqdn?: string;
  readonly nodes?: readonly unknown[];
}

/** Needs no credentials to be right: a node that is up answers 200 or 202, one that is not 404 or 502. */
export async function nodeAvailable(api: PceApi): Promise<boolean> {
  try {
    await api.send({ method: "GET", path: "/node_available", maximumTries: 1 });
    return true;
  } catch (error) {
    if (isHttpStatusError(error) && [404, 502, 503].includes(error.status)) return false;
    throw error;
  }
}
