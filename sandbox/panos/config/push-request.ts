import type { Element } from "@xmldom/xmldom";
import { failure, malformedXml } from "../api/answer";
import { child, children, entryNames, parseXml, text } from "../xml/xml";

export interface PushRequest {
  readonly description: string;
  readonly groups: readonly PushedGroup[];
}

export interface PushedGroup {
  readonly name: string;
  /** Only these firewalls of the group; all of them when there are none. */
  readonly serials: readonly string[];
}

/**
 * What a push to device groups may contain. Templates are not simulated, and the choice of administrators has no
 * effect.
 */
const KNOWN = new Set([
  "device-group",
  "description",
  "admin",
  "include-template",
  "force-template-values",
  "merge-with-candidate-cfg",
  "device",
  "vsys",
]);

/** Reads a `<commit-all>` (facts §8.4), also in the form of pan-python: names as text, one device. */
export function readPush(cmd: string): PushRequest {
  const root = parseXml(cmd);
  if (root === undefined) throw malformedXml();
  if (root.tagName !== "commit-all") throw failure(17, `${root.tagName} is unexpected`);
  const policy = child(root, "shared-policy");
  if (policy === undefined)
    throw failure(17, `commit-all -> ${children(root)[0]?.tagName ?? ""} is not simulated`);
  const strange = children(policy).find(({ tagName }) => !KNOWN.has(tagName));
  if (strange !== undefined)
    throw failure(17, `commit-all -> shared-policy -> ${strange.tagName} is unexpected`);
  const group = child(policy, "device-group");
  if (group === undefined) throw failure(17, "commit-all -> shared-policy -> device-group is missing");
  return {
    description: text(child(policy, "description")),
    groups: groupsOf(group, child(policy, "device")),
  };
}

function groupsOf(group: Element, device: Element | undefined): PushedGroup[] {
  const entries = children(group, "entry");
  if (entries.length === 0)
    return [{ name: text(group), serials: device === undefined ? [] : [text(device)] }];
  return entries.map((entry) => ({
    name: entry.getAttribute("name") ?? "",
    serials: entryNames(child(entry, "devices")),
  }));
}
