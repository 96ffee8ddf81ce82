import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readFirewalls } from "../../../cli/sql-sync/firewall-options";
import { firewallRevision, type SqlFirewallDefinition } from "../../../core/sql-firewall";
import { SharedAzure, SqlSyncScene } from "./sql-sync-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(120_000);

let azure: SharedAzure;
let scene: SqlSyncScene;
let definition: SqlFirewallDefinition;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  scene = await SqlSyncScene.open(azure);
  definition = readFirewalls({ firewalls: scene.file })[0]!;
  await scene.run("claim");
});
afterEach(() => scene.close());

/** What `pulumi stack export` prints of a resource with these outputs. */
const stackExport = (outputs: object, more: object = {}) => ({
  version: 3,
  deployment: {
    secrets_providers: { type: "passphrase", state: { salt: "v1:secret-salt" } },
    resources: [
      { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", type: "pulumi:pulumi:Stack" },
      {
        urn: "urn:pulumi:prod::shop::pulumi-nodejs:dynamic/illumio-iac:SqlFirewall::orders-db",
        custom: true,
        type: "pulumi-nodejs:dynamic/illumio-iac:SqlFirewall",
        outputs,
        ...more,
      },
    ],
  },
});

/** Exports from a file. */
async function exported(content: object, ...args: string[]) {
  const state = path.join(scene.folder, "state.json");
  writeFileSync(state, JSON.stringify(content));
  return scene.call(["export", state, ...args]);
}

test("an exported firewall is the declaration that is in force, and follows the policy", async () => {
  const { code, out, err } = await exported(stackExport({ definition, digest: "hunter2" }));
  expect([code, err]).toEqual([0, ""]);
  expect(out).not.toMatch(/hunter2|secret-salt/);
  const { owner, revision } = definition;
  expect(parse(out).firewalls["orders-db"]).toMatchObject({ owner, revision, server: scene.sql.place });
  writeFileSync(scene.file, out);
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.admitted()).toEqual(["20.50.1.7-20.50.1.7"]);
});

test("a file that was changed by hand after the export is refused", async () => {
  const { out } = await exported(stackExport({ definition }));
  writeFileSync(scene.file, out.replace("20.50.1.7", "20.50.1.8"));
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringContaining("firewalls.orders-db.revision: is ")]);
  expect(err).toContain("it was changed after the export");
  expect(scene.admitted()).toEqual([]);
});

test("a file that is older than the declaration in force writes nothing and says so", async () => {
  const { out } = await exported(stackExport({ definition }));
  scene.declare("    maxRules: 20\n");
  await scene.run("claim", "--replace");
  writeFileSync(scene.file, out);
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringContaining("another declaration of firewall orders-db")]);
  expect(scene.admitted()).toEqual([]);
});

test("an export takes firewalls out of stack outputs, at any depth and each once", async () => {
  const { code, out } = await exported(
    { url: "https://a", db: { definition }, list: [definition] },
    "--json",
  );
  expect(code).toBe(0);
  const { name: _name, ...declared } = definition;
  expect(JSON.parse(out)).toEqual({ firewalls: { "orders-db": declared } });
});

test("secrets are never exported", async () => {
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: '"20.50.1.7"',
  };
  const egress = { first: { privateRanges: ["10.8.0.0/24"], publicRanges: [secret] } };
  const refused = await exported(stackExport({ definition: { ...definition, egress } }));
  expect([refused.code, refused.out]).toEqual([1, ""]);
  expect(refused.err).toContain("firewall orders-db.egress.first.publicRanges[0]: must not be a secret");
});

test("an export fails when the stack has no firewall, or only one that waits for its deletion", async () => {
  const none = await exported({ version: 3, deployment: { resources: [] } });
  expect([none.code, none.err]).toEqual([1, expect.stringContaining("state.json: holds no SqlFirewall")]);
  const leaving = await exported(stackExport({ definition }, { delete: true }));
  expect(leaving.err).toContain("holds no SqlFirewall");
  writeFileSync(path.join(scene.folder, "state.json"), "Current stack is prod");
  const text = await scene.call(["export", path.join(scene.folder, "state.json")]);
  expect([text.code, text.err]).toEqual([1, expect.stringContaining("state.json: must be JSON")]);
});

test("a firewall of another PCE connection is refused unless the environment has that connection", async () => {
  const { revision: _revision, owner, ...declared } = { ...definition, connection: "west" };
  const west = { ...declared, owner, revision: firewallRevision(declared) };
  writeFileSync(scene.file, (await exported(stackExport({ definition: west }))).out);
  expect(readFileSync(scene.file, "utf8")).toContain("connection: west");
  const refused = await scene.run();
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining(
      "firewalls.orders-db.connection: this firewall is decided by the PCE of the connection west",
    ),
  ]);
  expect((await scene.run("--connection", "west")).code).toBe(0);
});
