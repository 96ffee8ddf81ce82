import { writeFileSync } from "node:fs";
import { parse } from "yaml";
import { withDefaults } from "../../../core/onboarding";
import { OnboardingScene, record } from "./onboarding-scene";

let scene: OnboardingScene;
beforeEach(() => {
  scene = new OnboardingScene();
});
afterEach(() => scene.close());

const tableUrl = "https://host.table.core.windows.net/";
const definition = (name: string) =>
  withDefaults({
    name,
    scopes: ["/subscriptions/62c42f1f-4916-4565-9d96-4bcb636bfa2c/resourceGroups/shop"],
    ven: { pairingProfile: "azure" },
    labels: { role: { tags: ["role"] } },
    criticalLabels: { role: ["dc"] },
  });
const outputs = (name: string) => ({
  tableUrl,
  definition: JSON.stringify(definition(name)),
  identityId: "x",
});

/** What `pulumi stack export` prints of components with these outputs. */
const stackExport = (...each: readonly object[]) => ({
  version: 3,
  deployment: {
    secrets_providers: { type: "passphrase", state: { salt: "v1:secret-salt" } },
    resources: [
      { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", type: "pulumi:pulumi:Stack" },
      ...each.map((values) => ({ type: "illumio-iac:index:AzureVmOnboarding", outputs: values })),
    ],
  },
});

const exported = (content: object, ...args: string[]) =>
  scene.call(["export", scene.write("state.json", content), ...args]);

test("an exported onboarding is a file with definition and place, which the other commands take", async () => {
  const { code, out, err } = await exported(stackExport(outputs("vms")));
  expect([code, err]).toEqual([0, ""]);
  expect(out).not.toMatch(/secret-salt|identityId/);
  expect(parse(out)).toEqual({ tableUrl, ...definition("vms") });
  writeFileSync(scene.file, out);
  await scene.store(record(1));
  const here = await scene.run("status", "--file", scene.file);
  expect([here.code, here.out]).toEqual([0, expect.stringContaining("1 machine: 1 under way")]);
});

test("of several onboardings one is chosen by its name", async () => {
  const both = stackExport(outputs("vms"), outputs("more"));
  const several = await exported(both);
  expect([several.code, several.out]).toEqual([1, ""]);
  expect(several.err).toMatch(
    /^error: --name: is missing; \S+state\.json has several onboardings: more, vms/,
  );
  const { out } = await exported(both, "--name", "more", "--json");
  expect(JSON.parse(out)).toEqual({ tableUrl, ...definition("more") });
  const none = await exported(both, "--name", "none");
  expect(none.err).toMatch(/--name: \S+ has no onboarding 'none'; it has more, vms/);
});

test("outputs of a stack are taken too, at any depth, and a definition that is no text", async () => {
  const { code, out } = await exported({ a: [{ vms: { tableUrl, definition: definition("vms") } }] });
  expect([code, parse(out)]).toEqual([0, { tableUrl, ...definition("vms") }]);
});

test.each([
  [stackExport(), /state\.json: holds no AzureVmOnboarding/],
  [{ tableUrl }, /holds no AzureVmOnboarding/],
  [stackExport({ ...outputs("vms"), definition: "{" }), /resources\[1\]\.outputs\.definition: must be JSON/],
  [
    stackExport({ ...outputs("vms"), definition: '{"name":"vms","later":1}' }),
    /definition\.later: [\s\S]*definition\.ven: is missing/,
  ],
  [
    stackExport({
      ...outputs("vms"),
      tableUrl: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"x"' },
    }),
    /tableUrl: must not be a secret/,
  ],
  [stackExport({ definition: outputs("vms").definition }), /outputs\.tableUrl: is missing/],
])("the state %j is refused with what is wrong", async (content, problem) => {
  const { code, out, err } = await exported(content);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(problem);
});

test("an onboarding that waits for its deletion is left out", async () => {
  const state = stackExport(outputs("vms"));
  Object.assign(state.deployment.resources[1]!, { delete: true });
  expect((await exported(state)).err).toContain("holds no AzureVmOnboarding");
});
