import { describeNeeding } from "../../../support/needs";
import { Az } from "../support/az";
import { type SqlScene, sqlScene } from "../support/sql-scene";

describeNeeding("the Azure CLI from PyPI", "the Azure CLI and SQL servers", () => {
  let scene: SqlScene;
  let az: Az;
  const LIMIT = 600_000;
  const AT = ["--resource-group", "rg", "--server", "orders"];

  beforeAll(async () => {
    scene = await sqlScene();
    az = await Az.inCloud(scene.cloud);
    await az.call("login", "--identity");
  }, 900_000);
  afterAll(async () => {
    az.close();
    await scene.close();
  });

  test(
    "shows a server, and creates, lists, updates and deletes firewall rules",
    async () => {
      expect(
        await az.call("sql", "server", "show", "--resource-group", "rg", "--name", "orders"),
      ).toMatchObject({
        name: "orders",
        fullyQualifiedDomainName: "orders.database.windows.net",
        publicNetworkAccess: "Enabled",
      });
      const rule = (verb: string, ...args: string[]) =>
        az.call("sql", "server", "firewall-rule", verb, ...AT, ...args);
      const office = ["--name", "office"];
      const range = ["--start-ip-address", "203.0.113.1", "--end-ip-address", "203.0.113.9"];
      expect(await rule("create", ...office, ...range)).toMatchObject({ startIpAddress: "203.0.113.1" });
      await rule("update", ...office, "--end-ip-address", "203.0.113.2");
      expect(await rule("list")).toMatchObject([{ name: "office", endIpAddress: "203.0.113.2" }]);
      await rule("delete", ...office);
      expect(await rule("list")).toEqual([]);
    },
    LIMIT,
  );

  test(
    "waits for virtual network rules, and shows why one is refused",
    async () => {
      const rule = (verb: string, ...args: string[]) => ["sql", "server", "vnet-rule", verb, ...AT, ...args];
      const subnet = (name: string) => ["--vnet-name", "shop", "--subnet", name];
      const made = await az.call(...rule("create", "--name", "web", ...subnet("sql")));
      expect(made).toMatchObject({ name: "web", state: "Ready" });
      expect(await az.call(...rule("list"))).toMatchObject([{ name: "web" }]);
      await az.call(...rule("delete", "--name", "web"));
      expect(await az.call(...rule("list"))).toEqual([]);
      const refused = await az.run(...rule("create", "--name", "plain", ...subnet("plain")));
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining("(VirtualNetworkRuleBadRequest)"),
      ]);
    },
    LIMIT,
  );
});
