import { IllumioIacError } from "../../core/errors";
import type { PanosApi } from "./panos-api";
import { elementAt, textAt } from "./xml";

/**
 * State of one host as it reports it: `active`, `passive`, `primary-active`, `active-secondary`, …; undefined when it
 * is no part of a pair.
 */
export async function haState(api: PanosApi): Promise<string | undefined> {
  const response = await api.call({
    what: "its high-availability state",
    params: { type: "op", cmd: "<show><high-availability><state/></high-availability></show>" },
    repeatable: true,
  });
  const result = elementAt(response, "result");
  if (result === undefined)
    throw new IllumioIacError(`${api.host} answered its high-availability state without a result`);
  if (textAt(result, "enabled") !== "yes") return undefined;
  const local = elementAt(result, "group", "local-info") ?? elementAt(result, "local-info");
  return textAt(local, "state") ?? "unknown";
}

/** A firewall says `active`, a Panorama `primary-active` or `secondary-active`, an active/active one `active-primary`. */
export function isActive(state: string | undefined): boolean {
  return state === undefined || state.split("-").includes("active");
}
