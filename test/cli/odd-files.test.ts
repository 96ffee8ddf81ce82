import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readJsonFile } from "../../cli/read-json";
import { States } from "../../cli/sweep/states";
import { readDeclarationsFile } from "../../cli/sync/declarations-file";
import { IllumioIacError } from "../../core/errors";
import { checkBindings } from "../../reconcilers/dag/bindings/check-bindings";
import { stackBindings } from "../../reconcilers/dag/bindings/stack-bindings";
import { declarationsByName } from "../../reconcilers/shared/stack-declarations";
import { INHERITED, oddDocuments } from "../support/odd-values";

const folder = mkdtempSync(path.join(tmpdir(), "odd-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(text: string): string {
  const file = path.join(folder, `${++files}.json`);
  writeFileSync(file, text);
  return file;
}

const BINDINGS = {
  owner: "network-team",
  bindings: {
    web: {
      owner: "web-team",
      name: "web",
      labels: { role: { anyOf: ["web"], noneOf: ["db"] } },
      target: { firewall: "edge", vsys: "vsys1", serials: ["1"] },
      excludeRanges: ["10.0.0.0/8"],
      maxAddresses: 5,
    },
    db: { all: true, target: { firewall: "edge" } },
  },
};
const DEFINITION = {
  name: "web",
  owner: "acme/shop/dev//web",
  revision: "0123456789abcdef",
  tag: "illumio-iac.web",
  target: { firewall: "edge" },
  labels: { role: { anyOf: ["web"] } },
  revisionAddress: "100::1",
};
const EXPORT = {
  version: 3,
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/illumio-iac:DagBinding::web",
        type: "pulumi-nodejs:dynamic/illumio-iac:DagBinding",
        outputs: {
          definition: DEFINITION,
          made: [{ kind: "tag", name: "illumio-iac.web", container: "/config/tag" }],
          place: { hosts: ["fw:443"] },
        },
      },
      {
        urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/illumio-iac:Label::web",
        type: "pulumi-nodejs:dynamic/illumio-iac:Label",
        id: "/orgs/1/labels/1",
      },
    ],
  },
};

const READERS: readonly [string, object, (file: string) => unknown][] = [
  ["bindings", BINDINGS, (file) => checkBindings(readDeclarationsFile(file), { source: file })],
  ["an export of dag-sync", EXPORT, (file) => declarationsByName(stackBindings(readJsonFile(file), file))],
  ["a state of sweep", EXPORT, (file) => States.read([file])],
];

describe.each(READERS)("a file with %s", (_name, plain, read) => {
  it("is read with and without a byte order mark", () => {
    expect(read(fileOf(JSON.stringify(plain)))).toBeDefined();
    expect(read(fileOf(`\uFEFF${JSON.stringify(plain)}`))).toBeDefined();
  });

  it("causes only errors of this package for odd values at any depth", () => {
    const surprises: string[] = [];
    for (const { title, document } of oddDocuments(plain)) {
      try {
        read(fileOf(JSON.stringify(document)));
      } catch (error) {
        if (!(error instanceof IllumioIacError)) surprises.push(`${title}: ${error}`);
      }
    }
    expect(surprises).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["two documents", "{}\n---\n{}"],
    ["a binary file", "\u0000\u0001\u0002"],
    ["deep lists", "[".repeat(100_000) + "]".repeat(100_000)],
    ["deep objects", `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`],
    ["itself", "a: &a { b: *a, c: *a }"],
    ["an alias of nothing", "a: *b"],
  ])("is refused in a sentence when it holds %s", (_what, text) => {
    expect(() => read(fileOf(text))).toThrow(IllumioIacError);
  });

  it("is refused when it has the same key twice", () => {
    const [key] = Object.keys(plain);
    const text = JSON.stringify(plain).replace("{", `{"${key}":1,`);
    expect(() => read(fileOf(text))).toThrow(IllumioIacError);
  });
});

it("a bindings file names a missing target together with every other problem", () => {
  const document = {
    owner: "t",
    bindings: { web: { labels: {} }, db: { all: true, target: null }, x: { toString: 1 } },
  };
  const read = () => checkBindings(document, { source: "bindings.yaml" });
  expect(read).toThrow(/bindings\.web\.target\.firewall: is missing/);
  expect(read).toThrow(/bindings\.db\.target\.firewall: is missing/);
  expect(read).toThrow(/bindings\.web\.labels: is empty/);
  expect(read).toThrow(/bindings\.x\.toString: unknown property/);
});

it.each(INHERITED)("a bindings file refuses the property %s of a binding", (name) => {
  const binding = JSON.parse(`{ "all": true, "target": { "firewall": "edge" }, "${name}": "x" }`);
  const read = () => checkBindings({ owner: "t", bindings: { web: binding } }, { source: "f" });
  expect(read).toThrow(`bindings.web.${name}: unknown property`);
});

it("a bindings file keeps a binding with the name of an inherited property", () => {
  const document = JSON.parse(
    '{ "owner": "t", "bindings": { "__proto__": { "all": true, "target": { "firewall": "edge" } } } }',
  );
  const definitions = checkBindings(document, { source: "f" });
  expect(definitions).toMatchObject([{ name: "__proto__" }]);
  expect(Object.keys(declarationsByName(definitions))).toEqual(["__proto__"]);
});
