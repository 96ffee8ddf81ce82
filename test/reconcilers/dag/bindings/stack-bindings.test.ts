import { stackBindings } from "../../../../reconcilers/dag/bindings/stack-bindings";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"web"' };
const WEB = {
  name: "web",
  owner: "acme/shop/dev//web",
  revision: "0123456789abcdef",
  tag: "illumio-iac.web",
  target: { firewall: "edge" },
  labels: { role: { anyOf: ["web"] } },
  revisionAddress: "100::1",
};

test("an export tells every secret and every odd name at once, each with its path", () => {
  const definitions = [
    { ...WEB, labels: { role: { anyOf: ["a", SECRET] } }, target: { firewall: "[secret]" } },
    { ...WEB, name: 7, tag: SECRET },
    { ...WEB, name: SECRET },
  ];
  const type = "pulumi-nodejs:dynamic/illumio-iac:DagBinding";
  const resources = [
    { type: "other" },
    ...definitions.map((definition) => ({ type, outputs: { definition } })),
  ];
  const message = (() => {
    try {
      return stackBindings({ deployment: { resources } }, "standard input");
    } catch (error) {
      return (error as Error).message;
    }
  })();
  const lines = String(message).split("\n");
  expect(lines.map((line) => line.split(", because")[0])).toEqual([
    "standard input: 5 problems",
    "  binding web.target.firewall: must not be a secret",
    "  binding web.labels.role.anyOf[1]: must not be a secret",
    "  deployment.resources[2].outputs.definition.tag: must not be a secret",
    "  deployment.resources[2].outputs.definition.name: must be text, got 7",
    "  deployment.resources[3].outputs.definition.name: must not be a secret",
  ]);
});

test("outputs of a stack name the place of an odd name", () => {
  expect(() => stackBindings({ list: [{ web: { ...WEB, name: ["x"] } }] }, "outputs.json")).toThrow(
    "outputs.json: one problem\n  list[0].web.name: must be text, got a list of 1",
  );
});

test("a stack without bindings is told in one line", () => {
  expect(() => stackBindings({}, "outputs.json")).toThrow(/^outputs\.json: holds no DagBinding\. Give/);
});
