import { PCE_SETTINGS } from "../../clients/pce/settings-table";
import { listSetting, namedSettings } from "../../clients/settings/settings";
import { UNKNOWN } from "../../core/checks/unknown";
import { IllumioIacError } from "../../core/errors";
import type { CheckResult, RunContext } from "../../dynamic-providers/lifecycle/resource-provider";
import { BindingSystems } from "../../dynamic-providers/panos/dag-binding/binding-systems";
import { checkDagBinding } from "../../dynamic-providers/panos/dag-binding/dag-binding-check";
import { checkLabel } from "../../dynamic-providers/pce/label/label-check";
import { PceSystems } from "../../dynamic-providers/pce/system/pce-systems";
import { checkWorkload } from "../../dynamic-providers/pce/unmanaged-workload/workload-check";
import { plainSecrets } from "../../dynamic-providers/pulumi/plain-secrets";
import { documentsWith, INHERITED, oddDocuments, oddValues } from "../support/odd-values";

const NO_CONFIG = { get: () => undefined };
const RUN: RunContext = {
  owner: "acme/shop/dev//web",
  previewsCreate: false,
  preview: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => "00000000",
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
};
const pce = () => new PceSystems(NO_CONFIG, {});

const LABEL = { key: "role", value: "web", adopt: false, connection: "emea" };
const WORKLOAD = {
  hostname: "web01",
  name: "web one",
  publicIp: "203.0.113.9",
  interfaces: {
    eth0: { address: "10.0.0.1", cidrBlock: 24 },
    "eth0 second": { name: "eth0", address: "fd00::1" },
  },
  labels: { role: "web" },
  exclusiveLabels: false,
  online: true,
  ignoredInterfaceNames: ["lo"],
};
const BINDING = {
  name: "web",
  labels: { role: { anyOf: ["web"], groups: ["g"], noneOf: ["db"] } },
  target: { firewall: "edge", deviceGroup: "dg", serials: ["1"] },
  tag: "illumio-iac.web",
  addressFamilies: ["ipv4"],
  excludeRanges: ["10.0.0.0/8"],
  maxAddresses: 5,
  maxRemovedShare: 0.5,
  onSharedAddress: "skip",
  revisionAddress: "100::1",
  addressGroup: { name: "web", description: "d" },
  rule: { name: "r", rulebase: "pre", destination: ["web"], action: "allow", position: "top" },
  commit: "none",
  membership: "sync",
};

/** The check of a binding counts what would change, unless it shall do without a network. */
const OFFLINE = { get: (key: string) => (key === "illumio:previewWithoutNetwork" ? "true" : undefined) };

const CHECKS: readonly [string, object, (inputs: never) => Promise<CheckResult>][] = [
  ["Label", LABEL, (inputs) => checkLabel(inputs, pce(), RUN)],
  ["UnmanagedWorkload", WORKLOAD, (inputs) => checkWorkload(inputs, pce(), RUN)],
  ["DagBinding", BINDING, (inputs) => checkDagBinding(inputs, new BindingSystems(pce(), OFFLINE, {}), RUN)],
];

/** What an odd value made of it, beside a result and an error of ours. */
async function surprise(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof IllumioIacError ? undefined : error;
  }
}

describe.each(CHECKS)("the check of %s", (_name, plain, check) => {
  it("accepts a valid document without a failure", async () => {
    expect((await check(plain as never)).failures).toEqual([]);
  });

  it("makes no claim about a value that is unknown, at any depth", async () => {
    for (const { title, document } of documentsWith(UNKNOWN, plain))
      expect([title, (await check(document as never)).failures]).toEqual([title, []]);
  });

  it("answers every odd value at every depth with failures and never throws", async () => {
    const surprises: string[] = [];
    for (const { title, document } of oddDocuments(plain)) {
      if (typeof document !== "object" || document === null || Array.isArray(document)) continue;
      const found = await surprise(async () => {
        const { inputs, failures } = await check(document as never);
        for (const { path, reason } of failures)
          if (typeof path !== "string" || typeof reason !== "string") throw new Error("no texts");
        JSON.stringify(inputs);
      });
      if (found) surprises.push(`${title}: ${found}`);
    }
    expect(surprises).toEqual([]);
  });

  it.each(INHERITED)("refuses the property %s when no rule names it", async (name) => {
    const inputs = { ...plain };
    Object.defineProperty(inputs, name, { value: "x", enumerable: true });
    const { failures } = await check(inputs as never);
    expect(failures).toEqual([{ path: name, reason: expect.stringContaining("unknown property") }]);
  });
});

it.each(["labels", "interfaces"])(
  "a check refuses __proto__ as a key of %s, where it would be lost",
  async (property) => {
    const value = property === "labels" ? '"x"' : '{ "address": "10.0.0.1" }';
    const inputs = { hostname: "web01", [property]: JSON.parse(`{ "__proto__": ${value} }`) };
    const { failures } = await checkWorkload(inputs, pce(), RUN);
    expect(failures).toEqual([
      { path: `${property}.__proto__`, reason: expect.stringContaining("cannot be a key") },
    ]);
  },
);

it("a check keeps a label key that is also the name of an inherited property of objects", async () => {
  const inputs = { hostname: "web01", labels: { constructor: "x" } };
  const { inputs: checked, failures } = await checkWorkload(inputs, pce(), RUN);
  expect(failures).toEqual([]);
  expect(Object.entries(checked["labels"] as object)).toEqual([["constructor", "x"]]);
});

describe("structured settings", () => {
  const BLOCK = { key: "illumio:connections", example: "pceHost <host>" };
  const read = (connections: unknown, name: string) => {
    const config = { get: (key: string) => (key === BLOCK.key ? JSON.stringify(connections) : undefined) };
    return namedSettings(config, BLOCK, name, PCE_SETTINGS);
  };

  it.each(INHERITED)("have no connection named %s when none is configured", (name) => {
    expect(() => read({ emea: { pceHost: "pce" } }, name)).toThrow(
      `illumio:connections.${name}: no such connection`,
    );
  });

  it("are refused with a message when their values are odd", async () => {
    const surprises: string[] = [];
    for (const { title, document } of oddDocuments({ emea: { pceHost: "pce" } })) {
      const found = await surprise(() => read(document, "emea"));
      if (found) surprises.push(`${title}: ${found}`);
    }
    for (const odd of oddValues()) {
      const list = { get: () => JSON.stringify([odd]) };
      const found = await surprise(() => listSetting(list, "illumio:formerHosts"));
      if (found) surprises.push(`${JSON.stringify(odd)}: ${found}`);
      expect(() => plainSecrets({ "illumio:connections": JSON.stringify(odd) }, () => false)).not.toThrow();
    }
    expect(surprises).toEqual([]);
  });
});
