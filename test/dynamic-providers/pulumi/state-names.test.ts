import { createRequire } from "node:module";
import path from "node:path";
import { dynamicType, HIDDEN, providerText } from "../../../dynamic-providers/pulumi/state-names";

const fromProgram = createRequire(path.resolve(__dirname, "../../../index.js"));

/** What stands in states that are out there: an entry is only ever added here. */
const STATES = [
  ["pce/label", 'exports.handler=()=>require("illumio-iac/providers/pce/label");'],
  ["pce/unmanaged-workload", 'exports.handler=()=>require("illumio-iac/providers/pce/unmanaged-workload");'],
  ["panos/dag-binding", 'exports.handler=()=>require("illumio-iac/providers/panos/dag-binding");'],
] as const;

test.each(STATES)(
  "the provider of %s is written as in every earlier state, and is found by that text",
  (entry, text) => {
    expect(providerText(entry)).toBe(text);
    const [, subpath] = /require\("(.*)"\)/.exec(text)!;
    const provider = fromProgram(subpath!) as Record<string, unknown>;
    for (const method of ["configure", "check", "diff", "create", "read", "update", "delete"])
      expect(provider[method]).toBeInstanceOf(Function);
  },
);

test("types and hidden inputs have the names of every earlier state", () => {
  expect(dynamicType("Label")).toBe("pulumi-nodejs:dynamic/illumio-iac:Label");
  expect(HIDDEN).toEqual({
    provider: "__provider",
    owner: "__illumioOwner",
    dryRun: "__illumioDryRun",
  });
});
