import { dagSyncText } from "../../../../core/contracts/aws/dag-sync";
import { fileContent, readContent } from "../../../../functions/aws/dag-sync/content";
import { checkBindings } from "../../../../reconcilers/dag/bindings/check-bindings";
import { stackBindings } from "../../../../reconcilers/dag/bindings/stack-bindings";
import { type FuzzTarget, jsonOf } from "../fuzz-target";

const BINDING = checkBindings(
  {
    owner: "team",
    bindings: { web: { target: { firewall: "edge" }, labels: { role: { anyOf: ["web"] } } } },
  },
  { source: "the registration" },
)[0]!;
const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";

/** What `pulumi stack export` and `stack output` print, and the file that a component gives the *dag-sync* function. */
export const stackExports: FuzzTarget = {
  name: "stack-exports",
  seeds: [
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          {
            urn: "urn:pulumi:a::b::c::d",
            type: "pulumi-nodejs:dynamic/illumio-iac:DagBinding",
            outputs: BINDING,
          },
        ],
      },
    }),
    JSON.stringify({ web: BINDING, other: [1, { a: BINDING }] }),
    dagSyncText({ version: 1, firewalls: { edge: ARN }, bindings: [BINDING] }),
  ],
  words: [
    "deployment",
    "resources",
    "outputs",
    "type",
    "owner",
    "revision",
    "firewalls",
    "bindings",
    "version",
    "target",
    "firewall",
  ],
  open: () => ({
    read: (input, random) => {
      if (random() < 0.5) readContent([fileContent(input.toString())]);
      else stackBindings(jsonOf(input), "standard input");
    },
  }),
};
