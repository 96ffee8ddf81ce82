import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { describeNeeding } from "../../../support/needs";
import { ArmClient } from "../support/arm-client";
import { Az } from "../support/az";

describeNeeding("the Azure CLI from PyPI", "the Azure CLI", () => {
  let cloud: AzureCloud;
  let arm: ArmClient;
  let cli: Az;

  const run = (...args: string[]) => cli.run(...args);
  const az = (...args: string[]) => cli.call(...args);

  beforeAll(async () => {
    cloud = await startAzureCloud({ registered: ["Microsoft.Insights"] });
    arm = new ArmClient(cloud);
    cli = await Az.inCloud(cloud);
  }, 900_000);
  afterAll(async () => {
    cli.close();
    await arm.close();
    await cloud.close();
  });

  const LIMIT = 600_000;

  test(
    "logs in by the identity endpoint, and finds the tenant and the subscription",
    async () => {
      const [account] = await az("login", "--identity");
      expect(account).toMatchObject({ id: cloud.subscriptionId, tenantId: cloud.tenantId, state: "Enabled" });
    },
    LIMIT,
  );

  test(
    "makes groups, accounts and networks, waits for them and shows them",
    async () => {
      await az("group", "create", "--name", "shop", "--location", "westeurope", "--tags", "team=net");
      expect(await az("group", "list")).toMatchObject([{ name: "shop", tags: { team: "net" } }]);
      const group = ["--resource-group", "shop"];
      const kind = ["--sku", "Standard_LRS", "--kind", "StorageV2"];
      await az(
        "storage",
        "account",
        "create",
        "--name",
        "shopflows",
        ...group,
        ...kind,
        "--allow-shared-key-access",
        "false",
      );
      expect(await az("storage", "account", "list")).toMatchObject([
        {
          name: "shopflows",
          allowSharedKeyAccess: false,
          primaryEndpoints: cloud.storage.endpointsOf("shopflows"),
        },
      ]);
      const network = [
        "--address-prefixes",
        "10.1.0.0/16",
        "--subnet-name",
        "web",
        "--subnet-prefixes",
        "10.1.1.0/24",
      ];
      await az("network", "vnet", "create", "--name", "shop", ...group, ...network);
      const all = await az("resource", "list", ...group);
      expect(all.map(({ type }: { type: string }) => type)).toEqual([
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Network/virtualNetworks",
      ]);
    },
    LIMIT,
  );

  test(
    "makes a flow log in the watcher that the first network of the Region brought along",
    async () => {
      const place = ["--location", "westeurope", "--resource-group", "shop"];
      const refused = await run(
        "network",
        "watcher",
        "flow-log",
        "create",
        ...place,
        "--name",
        "shop",
        "--vnet",
        "shop",
        "--storage-account",
        "other",
      );
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining("(StorageAccountNotFound)"),
      ]);
      await az(
        "network",
        "watcher",
        "flow-log",
        "create",
        ...place,
        "--name",
        "shop",
        "--vnet",
        "shop",
        "--storage-account",
        "shopflows",
      );
      expect(await az("network", "watcher", "flow-log", "list", "--location", "westeurope")).toMatchObject([
        {
          name: "shop",
          enabled: true,
          provisioningState: "Succeeded",
          retentionPolicy: { days: 0, enabled: false },
        },
      ]);
    },
    LIMIT,
  );

  test(
    "assigns roles by name and lists assignments with their names",
    async () => {
      const { principalId } = await az("identity", "create", "--name", "drain", "--resource-group", "shop");
      const scope = arm.id("Microsoft.Storage/storageAccounts/shopflows", "shop");
      const whom = ["--assignee-object-id", principalId, "--assignee-principal-type", "ServicePrincipal"];
      await az(
        "role",
        "assignment",
        "create",
        ...whom,
        "--role",
        "Storage Blob Data Reader",
        "--scope",
        scope,
      );
      expect(await az("role", "assignment", "list", "--scope", scope)).toMatchObject([
        {
          principalId,
          roleDefinitionName: "Storage Blob Data Reader",
          scope: expect.stringMatching(new RegExp(scope, "i")),
        },
      ]);
    },
    LIMIT,
  );

  test(
    "lists function apps, registers a namespace and calls any path",
    async () => {
      expect(await az("functionapp", "list")).toEqual([]);
      await az("provider", "register", "--namespace", "Microsoft.App", "--wait");
      const url = `${cloud.armEndpoint}${arm.subscription}/providers/Microsoft.App?api-version=2021-04-01`;
      expect(await az("rest", "--method", "get", "--url", url)).toMatchObject({
        registrationState: "Registered",
      });
    },
    LIMIT,
  );
});
