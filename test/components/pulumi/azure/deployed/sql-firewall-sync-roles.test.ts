import { SqlFirewallSync, type SqlFirewallSyncArgs } from "../../../../../components/pulumi/azure";
import type { SqlFirewallDefinition } from "../../../../../core/sql-firewall";
import type { InProcessAzureStack } from "../../../../dynamic-providers/stacks/in-process-azure-stack";
import { FOREIGN, OFFICE, SqlSyncScene } from "../../../../functions/azure/support/sql-sync-scene";

jest.setTimeout(180_000);

const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const DEFINITIONS = "Microsoft.Authorization/roleDefinitions";

let scene: SqlSyncScene;
let stack: InProcessAzureStack;
let bindings: SqlFirewallSyncArgs["bindings"];
let orders: SqlFirewallDefinition;
let archive: SqlFirewallDefinition;
let archiveId: string;
let before: string[];

beforeAll(async () => {
  scene = await SqlSyncScene.open();
  archiveId = await scene.serverIn("archive", "archive-sql");
  orders = await scene.declare({});
  const server = { ...orders.server, resourceGroupName: "archive", serverName: "archive-sql" };
  archive = await scene.declare({ name: "archive-db", server });
  await scene.provisionRule();
  before = scene.list(ASSIGNMENTS).map(({ id }) => id);
  stack = scene.stack("roles", () => new SqlFirewallSync("sync", scene.args(orders, { bindings })));
});
afterAll(() => scene.close());

/** Scopes of the roles that the component made, as the ends of ids: of the definitions, and of their assignments. */
function granted(): { definitions: string[]; assignments: string[] } {
  const end = (id: string) => id.split("/providers/Microsoft.Authorization/")[0]!.split("/").at(-1)!;
  const own = new Set(scene.list(DEFINITIONS).map(({ name }) => name));
  const isOwn = (id: unknown) => own.has(String(id).split("/").at(-1)!);
  return {
    definitions: scene
      .list(DEFINITIONS)
      .map(({ id }) => end(id))
      .sort(),
    assignments: scene
      .list(ASSIGNMENTS)
      .filter(({ id, properties }) => !before.includes(id) && isOwn(properties["roleDefinitionId"]))
      .map(({ id }) => end(id))
      .sort(),
  };
}

/** What happened to roles on a server while something was done. */
async function changesOf(serverId: string, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  scene.cloud.resources.onChange(({ before: was, after }) => {
    const { id, type } = (after ?? was)!;
    if (type === ASSIGNMENTS && id.startsWith(serverId)) seen.push(after === undefined ? "deleted" : "made");
  });
  await work();
  return seen;
}

/** Everything that the state still holds of roles of the component's own. */
const roleResources = () =>
  stack
    .resources()
    .filter(({ urn }) => /sync-server-/.test(urn))
    .map(({ urn }) => urn.split("::").at(-1)!);

test("a firewall that moves to a server of another group takes its right along, and leaves nothing behind", async () => {
  bindings = { db: orders };
  await stack.up();
  expect(granted()).toEqual({ definitions: ["orders"], assignments: ["orders-sql"] });
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", problems: [] });

  bindings = { db: archive };
  expect((await stack.previewedSteps()).filter((step) => step.includes("sync-server"))).toEqual([
    "replace RoleDefinition sync-server-db",
    "replace RoleAssignment sync-server-db",
  ]);
  await stack.up();
  expect(granted()).toEqual({ definitions: ["archive"], assignments: ["archive-sql"] });
  expect(roleResources()).toEqual(["sync-server-db", "sync-server-db"]);
  expect((await scene.run()).firewall).toMatchObject({ server: "archive-sql", outcome: "written" });
  expect(scene.ranges(archiveId)).toEqual([OFFICE]);
  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");
});

test("another firewall comes and goes while the first one keeps its right", async () => {
  bindings = { db: archive, orders };
  expect(await changesOf(archiveId, () => stack.up())).toEqual([]);
  expect(granted()).toEqual({
    definitions: ["archive", "orders"],
    assignments: ["archive-sql", "orders-sql"],
  });
  expect((await scene.run()).run).toMatchObject({ firewalls: 2, failed: 0, stale: 0 });

  bindings = { db: archive };
  expect(await changesOf(archiveId, () => stack.up())).toEqual([]);
  expect(granted()).toEqual({ definitions: ["archive"], assignments: ["archive-sql"] });
  expect((await scene.run()).run).toMatchObject({ firewalls: 1, failed: 0 });
});

test("two firewalls that exchange their keys keep both rights, each on its server", async () => {
  bindings = { db: archive, orders };
  await stack.up();
  bindings = { db: orders, orders: archive };
  await stack.up();
  expect(granted()).toEqual({
    definitions: ["archive", "orders"],
    assignments: ["archive-sql", "orders-sql"],
  });
  const { run } = await scene.run();
  expect(run).toMatchObject({ firewalls: 2, failed: 0, stale: 0, problems: [] });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);
  await stack.must("destroy");
  expect(granted()).toEqual({ definitions: [], assignments: [] });
  expect(scene.list(ASSIGNMENTS).map(({ id }) => id)).toEqual(before);
});
