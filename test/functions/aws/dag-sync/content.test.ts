import { fileContent, parameterContent, readContent } from "../../../../functions/aws/dag-sync/content";
import { definition } from "../../support/dag-sync-scene";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:edge-AbCdEf";
const WEB = definition("web");
const text = (bindings: readonly unknown[], firewalls: object = { edge: ARN }, version = 1) =>
  JSON.stringify({ version, firewalls, bindings });
const read = (bindings: readonly unknown[], firewalls?: object, version?: number) =>
  readContent([fileContent(text(bindings, firewalls, version))]);

test("the content of a file is read as a component writes it", () => {
  expect(read([WEB])).toEqual({ firewalls: { edge: ARN }, bindings: [WEB] });
});

test("the content of several parameters is one content", () => {
  const db = definition("db", { target: { firewall: "core" } }, "db");
  expect(
    readContent([
      parameterContent("web", text([WEB])),
      parameterContent("db", text([db], { core: `${ARN.slice(0, -1)}g` })),
    ]),
  ).toEqual({ firewalls: { edge: ARN, core: `${ARN.slice(0, -1)}g` }, bindings: [WEB, db] });
});

test("parameters are checked one by one, and then together", () => {
  const clash = text([definition("other", { tag: WEB.tag })]);
  expect(() => readContent([parameterContent("web", text([WEB])), parameterContent("db", clash)])).toThrow(
    "parameter web, parameter db: one problem\n  bindings[1].tag: must be another than that of web",
  );
  expect(() => readContent([parameterContent("web", text([WEB])), parameterContent("db", "")])).toThrow(
    "parameter db: must be JSON (",
  );
});

test.each([
  [
    "a definition that was changed on the way",
    [{ ...WEB, all: true }],
    "bindings[0]: must be as its binding made it",
  ],
  [
    "a firewall without a secret",
    [definition("web", { target: { firewall: "core" } })],
    "bindings[0].target.firewall: must be a firewall with a secret, got 'core'",
  ],
  [
    "two bindings with one tag in one table",
    [WEB, definition("other", { tag: WEB.tag })],
    "bindings[1].tag: must be another than that of web, got 'illumio-iac.web'",
  ],
  ["nothing to follow", [], "bindings: must be a list of at least 1, got a list of 0"],
])("the content of dag-sync is refused with %s", (_what, bindings, reason) => {
  expect(() => read(bindings)).toThrow(reason);
});

test.each(
  ["null", "[]", '"text"', '{"version":1,"firewalls":null,"bindings":[""]}'].concat(
    [[""], [null], [{}], [{ ...WEB, target: null }], [{ ...WEB, tag: 7 }]].map((bindings) =>
      JSON.stringify({ version: 1, firewalls: { edge: ARN }, bindings }),
    ),
  ),
)("the bindings file %s is refused in a sentence", (content) => {
  expect(() => readContent([fileContent(content)])).toThrow(
    /(: (is missing|must be an object, got .*)\n|: (one|\d+) problems?\n( {2}.*\n)+)Deploy code and bindings together$/,
  );
});

test("one tag may have a binding in each of two virtual systems", () => {
  const there = definition("there", { tag: WEB.tag, target: { firewall: "edge", vsys: "vsys2" } });
  expect(read([WEB, there]).bindings).toHaveLength(2);
});

test("a file of another version, one that is not JSON, and malformed ARNs are refused", () => {
  expect(() => read([WEB], { edge: ARN }, 2)).toThrow(
    "version: must be 1, got 2\nDeploy code and bindings together",
  );
  expect(() => readContent([fileContent("{")])).toThrow("must be JSON (");
  expect(() => read([WEB], { edge: "edge" })).toThrow(
    "firewalls.edge: must look like arn:aws:secretsmanager",
  );
});
