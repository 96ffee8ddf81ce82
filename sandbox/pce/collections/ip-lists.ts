import { isIP } from "node:net";
import { checkExclusions } from "../ip-lists/exclusions";
import { type IpRange, rangeHas, readRanges } from "../ip-lists/ip-range";
import type { ObjectDefinition } from "../object-definition";
import { invalidInput } from "../pce-error";
import type { PceStore } from "../pce-store";
import { builtIn } from "../policy/built-in-objects";
import {
  blankDescription,
  type DescribedRow,
  descriptionFilters,
  descriptionSchema,
} from "../policy/common-fields";
import { policyCollection } from "../policy/policy-collection";
import { closed, flag, list, text } from "../schema";

interface Fqdn {
  readonly fqdn: string;
  readonly description: string;
}

interface IpListRow extends DescribedRow {
  readonly ip_ranges: readonly IpRange[];
  readonly fqdns: readonly Fqdn[];
}

const changeable = {
  ...descriptionSchema,
  ip_ranges: list(
    closed({ from_ip: text({ min: 1 }), to_ip: text(), exclusion: flag, description: text() }, ["from_ip"]),
  ),
  fqdns: list(closed({ fqdn: text({ min: 1 }), description: text() }, ["fqdn"])),
};

const updateSchema = { name: "sec_policy_ip_lists_put", check: closed(changeable) };

/** IP lists: ranges of addresses, and names of hosts. */
const ipLists: ObjectDefinition<IpListRow> = {
  kind: "ip_list",
  path: "sec_policy/draft/ip_lists",
  ids: "integer",
  createSchema: { name: "sec_policy_ip_lists_post", check: closed(changeable, ["name"]) },
  updateSchema: () => updateSchema,
  unique: [
    { keyOf: ({ name }) => name, token: "ip_list_name_not_unique", message: "IP List name must be unique" },
  ],
  blank: { ...blankDescription, ip_ranges: [], fqdns: [] },
  filters: {
    ...descriptionFilters,
    ip_address: (value) => {
      if (isIP(value) === 0)
        throw invalidInput(`ip_address must be an IP address, got ${JSON.stringify(value)}`);
      return ({ ip_ranges }) => ip_ranges.some((range) => rangeHas(range, value));
    },
    fqdn: (value) => {
      const wanted = value.toLowerCase();
      return ({ fqdns }) => fqdns.some(({ fqdn }) => fqdn.toLowerCase().includes(wanted));
    },
  },
  read(_, { ip_ranges: sent, fqdns, ...rest }) {
    const ranges = sent === undefined ? undefined : readRanges(sent as Partial<IpRange>[]);
    checkExclusions(ranges ?? []);
    return {
      ...rest,
      ...(ranges === undefined ? {} : { ip_ranges: ranges }),
      ...(fqdns === undefined
        ? {}
        : {
            fqdns: (fqdns as Partial<Fqdn>[]).map(({ fqdn = "", description = "" }) => ({
              fqdn,
              description,
            })),
          }),
    };
  },
  render: (_, row) => row,
};

/** The list of all addresses. */
function builtInIpLists(store: PceStore): void {
  builtIn<IpListRow>(store, "ip_lists", {
    ...blankDescription,
    name: "Any (0.0.0.0/0 and ::/0)",
    ip_ranges: ["0.0.0.0/0", "::/0"].map((from_ip) => ({ from_ip, exclusion: false, description: "" })),
    fqdns: [],
  });
}

export const collection = policyCollection(ipLists, { builtIns: builtInIpLists });
