import { createHash } from "node:crypto";
import { parseRange } from "../addresses/address-range";
import { addressRanges, addressSet } from "../addresses/address-set";
import { rangeText } from "../addresses/range-text";
import { isRecord } from "../checks/json";
import { IllumioIacError } from "../errors";
import { hostComment } from "./host-mark";

/** A machine in a feed. */
export interface FeedHost {
  readonly vmId: string;
  readonly name: string;
  /** Addresses, networks and ranges; any other text has no part in the feed. */
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
}

interface FeedObject {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly ranges: readonly string[];
}

/**
 * The feed of a generic data center: an object for each group with the addresses of its hosts, and one for each host. The
 * same hosts give the same text, in whatever order they come. An object has an id that depends on its name only, because
 * rules refer to it: a group whose last host left stays, without addresses.
 *
 * The descriptions of hosts say which machine it is and which groups it is in, so that a feed can be read back.
 *
 * @param definition name of the onboarding
 * @param groups groups that are there, also without hosts
 * @see Check Point sk167210
 */
export function feedText(definition: string, hosts: readonly FeedHost[], groups: readonly string[]): string {
  const names = new Set([...groups, ...hosts.flatMap((host) => host.groups)]);
  const objects: FeedObject[] = [
    ...[...names].map((name) => ({
      name,
      id: stableId(`${definition} group ${name}`),
      description: groupDescription(definition),
      ranges: rangesOf(hosts.filter((host) => host.groups.includes(name))),
    })),
    ...hosts.map((host) => ({
      name: host.name,
      id: stableId(`${definition} host ${host.vmId.toLowerCase()}`),
      description: hostDescription(definition, host),
      ranges: rangesOf([host]),
    })),
  ];
  const sorted = objects.sort((a, b) => compared(a.name, b.name) || compared(a.id, b.id));
  const description = `Machines of illumio-iac onboarding ${definition}`;
  return `${JSON.stringify({ version: "1.0", description, objects: sorted }, undefined, 1)}\n`;
}

/**
 * Hosts and groups of a feed that {@link feedText} wrote.
 *
 * @throws IllumioIacError when the text is another one
 */
export function readFeed(
  definition: string,
  text: string,
): { readonly hosts: readonly FeedHost[]; readonly groups: readonly string[] } {
  const hosts: FeedHost[] = [];
  const groups: string[] = [];
  for (const { name, description, ranges } of feedObjects(definition, text)) {
    if (description === groupDescription(definition)) groups.push(name);
    else hosts.push({ name, ...readHost(definition, name, description), addresses: ranges });
  }
  return { hosts, groups };
}

function groupDescription(definition: string): string {
  return `Group of illumio-iac onboarding ${definition}`;
}

function hostDescription(definition: string, { vmId, groups }: FeedHost): string {
  return `${hostComment(definition, vmId)} ${JSON.stringify([...new Set(groups)].sort())}`;
}

function readHost(definition: string, name: string, description: string) {
  const beginning = hostComment(definition, "");
  const [vmId = "", ...rest] = description.slice(beginning.length).split(" ");
  const groups = parsed(rest.join(" "));
  const isOurs = description.startsWith(beginning) && vmId !== "" && Array.isArray(groups);
  if (isOurs && groups.every((group) => typeof group === "string")) return { vmId, groups };
  throw notOurs(definition, `its object '${name}' is described as '${description}'`);
}

function feedObjects(definition: string, text: string): FeedObject[] {
  const feed = parsed(text);
  const objects = isRecord(feed) ? feed["objects"] : undefined;
  if (!Array.isArray(objects)) throw notOurs(definition, "it has no objects");
  if (!objects.every(isFeedObject)) throw notOurs(definition, "one of its objects is none of a feed");
  return objects;
}

function isFeedObject(value: unknown): value is FeedObject {
  if (!isRecord(value)) return false;
  const { name, description, ranges } = value;
  const isText = typeof name === "string" && typeof description === "string";
  return isText && Array.isArray(ranges) && ranges.every((range) => typeof range === "string");
}

function notOurs(definition: string, why: string): IllumioIacError {
  return new IllumioIacError(
    `the stored feed of the generic data center was not written by onboarding ${definition}: ${why}. ` +
      "It stays as it is; store the feed of this onboarding at another place, or delete what is there",
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All addresses as the fewest addresses, networks and ranges, sorted. */
function rangesOf(hosts: readonly FeedHost[]): string[] {
  const ranges = hosts.flatMap((host) => host.addresses.flatMap((text) => parseRange(text) ?? []));
  return addressRanges(addressSet(ranges)).map(rangeText);
}

/** A UUID that a text always gives. @see RFC 9562, version 8 */
function stableId(text: string): string {
  const hex = createHash("sha256").update(`illumio-iac ${text}`).digest("hex");
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
