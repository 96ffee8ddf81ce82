import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readDeclarationsFile } from "../../../../cli/sync/declarations-file";
import { tagNameProblem } from "../../../../core/dag";
import { compileExpression } from "../../../../core/labels/label-expression";
import { checkBindings } from "../../../../reconcilers/dag/bindings/check-bindings";
import { type FuzzTarget, mustHold } from "../fuzz-target";

const BINDINGS = {
  owner: "network-team",
  bindings: {
    web: {
      target: { firewall: "edge", vsys: "vsys1" },
      labels: { role: { anyOf: ["web", "proxy"], groups: ["front"] }, env: { noneOf: ["dev"] } },
      addressFamilies: ["ipv4", "ipv6"],
      excludeRanges: ["10.0.0.0/8", "192.0.2.1-192.0.2.9"],
      maxAddresses: 100,
      persistent: true,
      maxRemovedShare: 0.5,
    },
    all: {
      target: { firewall: "panorama", deviceGroup: "dc", serials: ["001"] },
      all: true,
      tag: "everything",
    },
  },
};
const YAML = `owner: network-team
bindings:
  web:
    target: &edge { firewall: edge }
    labels:
      role: { anyOf: [web] }
  db:
    target: *edge
    labels: { role: { anyOf: [db] } }
`;

/** Files of bindings in YAML and JSON, and the label expressions in them. */
export const bindingsFiles: FuzzTarget = {
  name: "bindings-files",
  seeds: [JSON.stringify(BINDINGS, undefined, 2), YAML],
  words: [
    ...[
      "owner:",
      "bindings:",
      "target",
      "firewall",
      "labels",
      "anyOf",
      "noneOf",
      "groups",
      "revision",
      "name",
      "tag",
    ],
    ...[
      "serials",
      "excludeRanges",
      "maxAddresses",
      "all: true",
      "\n  ",
      "- ",
      "&a",
      "*a",
      "<<: *a",
      "!!binary",
      "? ",
      "|\n",
    ],
  ],
  weight: 0.15,
  open: () => {
    const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-fuzz-"));
    const file = path.join(folder, "bindings.yaml");
    return {
      read: (input) => {
        writeFileSync(file, input);
        for (const { tag, labels } of checkBindings(readDeclarationsFile(file), {
          source: "bindings.yaml",
        })) {
          mustHold(tagNameProblem(tag) === undefined, () => `the tag ${JSON.stringify(tag)} was taken`);
          compileExpression(labels, {
            labels: [{ href: "/orgs/1/labels/1", key: "role", value: "web" }],
            labelGroups: [],
          });
        }
      },
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
};
