import { writeFileSync } from "node:fs";
import { parse } from "yaml";
import { definitionRevision } from "../../../core/dag";
import type { DagBindingState } from "../../../dynamic-providers/panos/dag-binding/dag-binding-state";
import { DagSyncScene } from "./dag-sync-scene";

jest.setTimeout(180_000);

const WEB = { name: "web", labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } };

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

/** What `pulumi stack export` prints of these resources. */
const stackExport = (...states: readonly (object | undefined)[]) =>
  JSON.stringify({
    version: 3,
    deployment: {
      secrets_providers: { type: "passphrase", state: { salt: "v1:secret-salt" } },
      resources: [
        { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", type: "pulumi:pulumi:Stack" },
        ...states.map((outputs, index) => ({
          urn: `urn:pulumi:prod::shop::pulumi-nodejs:dynamic/illumio-iac:DagBinding::web${index}`,
          custom: true,
          type: "pulumi-nodejs:dynamic/illumio-iac:DagBinding",
          outputs,
        })),
      ],
    },
  });

/** Exports a stack and takes the text as bindings file. */
async function exported(...states: readonly DagBindingState[]): Promise<string> {
  const { code, out, err } = await scene.call(["export", "-"], stackExport(...states));
  expect([code, err]).toEqual([0, ""]);
  writeFileSync(scene.file, out);
  return out;
}

test("an exported binding is the declaration that up put in force, and follows labels after it", async () => {
  await scene.workload("web01", "10.0.0.1");
  const state = await scene.up(WEB);
  const { bindings } = parse(await exported(state));
  const { owner, revision } = state.definition;
  expect(bindings.web).toMatchObject({
    owner,
    revision,
    tag: "illumio-iac.web",
    target: { firewall: "edge" },
  });
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);

  await scene.workload("web02", "10.0.0.2");
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.members()).toEqual(["10.0.0.1", "10.0.0.2"]);
});

test("a file that is older than the last up writes nothing and says so", async () => {
  const state = await scene.up(WEB);
  await exported(state);
  await scene.up({ ...WEB, maxAddresses: 5 }, state);
  await scene.workload("web01", "10.0.0.1");
  scene.panos.clearRequests();
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(
      /nothing was written: another declaration of binding web is in force in vsys1 \(.*\): .* Export it again with `illumio-iac dag-sync export`/,
    ),
  ]);
  expect(scene.messages()).toEqual([]);
});

test("an exported file registers nothing after a destroy", async () => {
  await scene.workload("web01", "10.0.0.1");
  const state = await scene.up(WEB);
  await exported(state);
  await scene.destroy(state);
  expect(scene.registered()).toEqual({});
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringContaining("binding web is not claimed in vsys1")]);
  expect(scene.registered()).toEqual({});
});

test("a file that was changed by hand after the export is refused", async () => {
  const text = await exported(await scene.up(WEB));
  writeFileSync(scene.file, text.replace("- web", "- db"));
  const { code, err } = await scene.run();
  expect([code, err]).toEqual([1, expect.stringContaining("bindings.web.revision: is ")]);
  expect(err).toContain("it was changed after the export");
});

test("an export takes bindings out of stack outputs, at any depth and each once", async () => {
  const { definition } = await scene.up(WEB);
  const other = (await scene.up({ ...WEB, name: "other" })).definition;
  const outputs = {
    url: "https://a",
    web: { definition, tag: definition.tag },
    list: [definition, { other }],
  };
  writeFileSync(scene.file, JSON.stringify(outputs));
  const { code, out } = await scene.call(["export", scene.file, "--json"]);
  expect(code).toBe(0);
  const { name: _web, ...web } = definition;
  const { name: _other, ...second } = other;
  expect(JSON.parse(out)).toEqual({ bindings: { web, other: second } });
});

test("two bindings of one name keep it under different keys", async () => {
  const { definition } = await scene.up(WEB);
  const elsewhere = await scene.up({ ...WEB, tag: "other" });
  const { bindings } = parse(await exported({ definition } as DagBindingState, elsewhere));
  expect(Object.keys(bindings)).toEqual(["web", "web-2"]);
  expect(bindings["web-2"].name).toBe("web");
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
});

test("secrets are never exported", async () => {
  const state = await scene.up(WEB);
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: '"web"',
  };
  const definition = { ...state.definition, labels: { role: { anyOf: [secret] } } };
  const refused = await scene.call(["export"], stackExport({ ...state, definition }));
  expect([refused.code, refused.out]).toEqual([1, ""]);
  expect(refused.err).toContain("binding web.labels.role.anyOf[0]: must not be a secret");
  const { out } = await scene.call(["export"], stackExport({ ...state, apiKey: "hunter2" }));
  expect(out).not.toMatch(/hunter2|secret-salt/);
});

test("an export fails when the stack has no bindings or the text is no JSON", async () => {
  const none = await scene.call(["export"], stackExport());
  expect([none.code, none.err]).toEqual([1, expect.stringContaining("standard input: holds no DagBinding")]);
  const text = await scene.call(["export"], "Current stack is prod");
  expect([text.code, text.err]).toEqual([1, expect.stringContaining("standard input: must be JSON")]);
});

test("a binding that waits for its deletion is not exported", async () => {
  const state = await scene.up(WEB);
  const document = JSON.parse(stackExport(state));
  document.deployment.resources[1].delete = true;
  expect((await scene.call(["export"], JSON.stringify(document))).err).toContain("holds no DagBinding");
});

test("a binding of another PCE connection is refused unless the environment has that connection", async () => {
  const { definition } = await scene.up(WEB);
  const { owner, revision: _revision, ...declared } = { ...definition, connection: "west" };
  const west = { ...declared, owner, revision: definitionRevision(declared) };
  await exported({ definition: west } as DagBindingState);
  const refused = await scene.run();
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining(
      "bindings.web.connection: this binding is decided by the PCE of the connection west",
    ),
  ]);
  expect((await scene.run("--connection", "west")).code).toBe(0);
});
