import {
  anything,
  atMost,
  color,
  fqdn,
  netmask,
  objectName,
  oneOf,
  range,
  tagName,
  wildcard,
} from "./checks";
import { parseFilter } from "./dag-filter";
import type { Check, Container, Entries, Members, Schema } from "./schema";

const description = { kind: "leaf", value: atMost(1023) } as const;
/** Facts §6.4: only `no` is known. */
const overridable = { "disable-override": { kind: "leaf", value: oneOf("no") } } as const;

/** At most 64 tags on an object (facts §5.1). */
export const tags: Members = { kind: "members", value: anything, refersTo: "tag", atMost: 64 };

export const leaf = (value: Check): Schema => ({ kind: "leaf", value });
export const entries = (name: Check, entry: Omit<Container, "kind">): Entries => ({
  kind: "entries",
  name,
  entry: { kind: "container", object: true, ...entry },
});

const types = ["ip-netmask", "ip-range", "ip-wildcard", "fqdn"];

const filter: Check = (value) =>
  atMost(2047)(value) ??
  (parseFilter(value) === undefined ? "is invalid. Filter cannot be parsed" : undefined);

/** Objects that stand in shared, in a vsys or in a device group. */
export const objects: Readonly<Record<string, Entries>> = {
  tag: entries(tagName, {
    children: { color: leaf(color), comments: description, ...overridable },
  }),
  address: entries(objectName, {
    children: {
      "ip-netmask": leaf(netmask),
      "ip-range": leaf(range),
      "ip-wildcard": leaf(wildcard),
      fqdn: leaf(fqdn),
      description,
      tag: tags,
      ...overridable,
    },
    choice: types,
    required: [types],
  }),
  "address-group": entries(objectName, {
    children: {
      // A static group has a member (demisto/content PR #24151).
      static: { kind: "members", value: anything, refersTo: "member", atLeast: 1 },
      dynamic: { kind: "container", children: { filter: leaf(filter) }, required: [["filter"]] },
      description,
      tag: tags,
      ...overridable,
    },
    choice: ["static", "dynamic"],
    required: [["static", "dynamic"]],
  }),
};
