import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { States } from "../../../cli/sweep/states";

const folder = mkdtempSync(path.join(tmpdir(), "states-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, "state.json");

const URN = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/illumio-iac:DagBinding::";
const DEFINITION = { owner: "o", revision: "r", tag: "t", target: { firewall: "edge" } };
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

function read(state: unknown): States {
  writeFileSync(file, JSON.stringify(state));
  return States.read([file]);
}

/** A state with a binding of each name. */
const bindings = (outputs: Readonly<Record<string, unknown>>) =>
  read({
    deployment: {
      resources: Object.entries(outputs).map(([name, value]) => ({
        urn: `${URN}${name}`,
        type: "pulumi-nodejs:dynamic/illumio-iac:DagBinding",
        outputs: value,
      })),
    },
  });

test("a state without resources protects nothing", () => {
  for (const deployment of [{}, { resources: null }, { resources: [] }])
    expect(read({ deployment }).bindings).toEqual([]);
});

test.each([
  [[], "must be an object, got a list of 0"],
  [{ resources: [] }, "one problem\n  deployment: is missing"],
  [{ deployment: { resources: {} } }, "one problem\n  deployment.resources: must be a list, got an object"],
  [
    { deployment: { resources: [{}, null, "a"] } },
    "2 problems\n  deployment.resources[1]: is missing\n  deployment.resources[2]: must be an object, got 'a'",
  ],
])("%j is refused as no state", (content, problems) => {
  expect(() => read(content)).toThrow(`${file}: ${problems}\nGive what \`pulumi stack export --file\` wrote`);
});

test("a binding that made nothing yet is protected by its definition", () => {
  expect(bindings({ web: { definition: DEFINITION } }).bindings).toMatchObject([{ made: [], hosts: [] }]);
});

test("a state tells at once which bindings cannot be read, by their URN", () => {
  const state = {
    fine: { definition: DEFINITION },
    secret: { definition: SECRET, made: SECRET },
    none: undefined,
    odd: { definition: { ...DEFINITION, tag: 7, target: {} }, made: [{ kind: "tag", name: "t" }] },
    unmade: { definition: DEFINITION, made: null },
  };
  expect(() => bindings(state)).toThrow(
    [
      `${file}: 7 problems`,
      `  ${URN}secret.outputs.definition: must not be a secret`,
      `  ${URN}secret.outputs.made: must not be a secret`,
      `  ${URN}none.outputs: is missing`,
      `  ${URN}odd.outputs.definition.tag: must be text, got 7`,
      `  ${URN}odd.outputs.definition.target.firewall: is missing`,
      `  ${URN}odd.outputs.made[0].container: is missing`,
      `  ${URN}unmade.outputs.made: is missing`,
      "What a binding has on its firewall cannot be told",
    ].join("\n"),
  );
});

test("labels and workloads of a CloudFormation stack are protected by its list of resources", () => {
  const StackId = "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/1-2";
  const states = read({
    StackResources: [
      { StackId, PhysicalResourceId: "https://pce.example.com:8443/orgs/1/labels/7#0a1b2c3d" },
      { StackId, PhysicalResourceId: "https://pce.example.com:8443/orgs/1/workloads/a-b#adopted" },
      { StackId, PhysicalResourceId: "shop-Function-1A2B" },
      { StackId },
    ],
  });
  expect(
    ["/orgs/1/labels/7", "/orgs/1/workloads/a-b", "/orgs/1/labels/8"].map((href) => states.holderOf(href)),
  ).toEqual([file, file, undefined]);
  expect([...states.stacks]).toEqual(["us-east-1/shop"]);
  expect(() => read({ StackResources: [{ StackId: 7 }] })).toThrow(
    "StackResources[0].StackId: must be text, got 7\nGive what `aws cloudformation describe-stack-resources --output json` printed",
  );
});
