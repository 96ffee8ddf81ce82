import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { describeNeeding } from "../../../support/needs";
import { Az } from "../support/az";
import { type ComputeScene, computeScene } from "../support/compute-scene";

describeNeeding(["the Azure CLI from PyPI", "curl"], "the Azure CLI and virtual machines", () => {
  let scene: ComputeScene;
  let az: Az;
  const LIMIT = 600_000;
  const VM = ["--resource-group", "rg", "--name", "web"];
  const ON = ["--resource-group", "rg", "--vm-name", "web", "--name"];

  beforeAll(async () => {
    scene = await computeScene();
    const { cloud } = scene;
    await placeVm(cloud, {
      name: "web",
      computerName: "web1",
      resourceGroup: "rg",
      tags: { app: "shop" },
      addresses: ["10.0.0.9"],
      hasPublicAddress: true,
    });
    await placeVm(cloud, { name: "win", os: "Windows", resourceGroup: "rg" });
    az = await Az.inCloud(cloud);
    await az.call("login", "--identity");
    await az.call("account", "set", "--subscription", cloud.subscriptionId);
  }, 900_000);
  afterAll(async () => {
    az.close();
    await scene.close();
  });

  test(
    "lists machines, also page by page, and shows one with its power state and addresses",
    async () => {
      scene.cloud.lists.pageSize = 1;
      expect(await az.call("vm", "list")).toMatchObject([
        { name: "web", tags: { app: "shop" }, osProfile: { computerName: "web1" } },
        { name: "win", storageProfile: { osDisk: { osType: "Windows" } } },
      ]);
      scene.cloud.lists.pageSize = 500;
      expect(await az.call("vm", "show", ...VM, "--show-details")).toMatchObject({
        name: "web",
        powerState: "VM running",
        privateIps: "10.0.0.9",
        publicIps: expect.stringMatching(/^198\.18\./),
        macAddresses: expect.stringMatching(/^00-22-48/),
      });
      const addresses = await az.call("vm", "list-ip-addresses", ...VM);
      expect(addresses[0].virtualMachine.network.privateIpAddresses).toEqual(["10.0.0.9"]);
    },
    LIMIT,
  );

  test(
    "stops and starts a machine, and changes its tags",
    async () => {
      await az.call("vm", "deallocate", ...VM);
      const state = async () =>
        (await az.call("vm", "get-instance-view", ...VM)).instanceView.statuses.at(-1).code;
      expect(await state()).toBe("PowerState/deallocated");
      await az.call("vm", "start", ...VM);
      expect(await state()).toBe("PowerState/running");
      await az.call("vm", "update", ...VM, "--set", "tags.env=test");
      expect((await az.call("vm", "show", ...VM)).tags).toEqual({ app: "shop", env: "test" });
    },
    LIMIT,
  );

  test(
    "invokes an action command, on Linux and Windows",
    async () => {
      const invoke = (name: string, commandId: string, ...args: string[]) =>
        az.call(
          "vm",
          "run-command",
          "invoke",
          "--resource-group",
          "rg",
          "--name",
          name,
          "--command-id",
          commandId,
          ...args,
        );
      const linux = await invoke(
        "web",
        "RunShellScript",
        "--scripts",
        "echo $1 $name",
        "--parameters",
        "name=there",
      );
      expect(linux.value[0].message).toBe("Enable succeeded: \n[stdout]\nthere there\n\n[stderr]\n");
      const windows = await invoke("win", "RunPowerShellScript", "--scripts", "Write-Output 'x'");
      expect(windows.value.map(({ code }: { code: string }) => code)).toEqual([
        "ComponentStatus/StdOut/succeeded",
        "ComponentStatus/StdErr/succeeded",
      ]);
    },
    LIMIT,
  );

  test(
    "creates, shows, lists and deletes a managed command",
    async () => {
      const command = (verb: string, ...args: string[]) => az.call("vm", "run-command", verb, ...args);
      const made = await command(
        "create",
        ...ON,
        "pair",
        "--location",
        "westeurope",
        "--script",
        'echo "$PLAIN"; printf %s "$CODE" | wc -c',
        "--parameters",
        "PLAIN=hello",
        "--protected-parameters",
        "CODE=s3cret",
        "--timeout-in-seconds",
        "60",
      );
      expect(made).toMatchObject({ name: "pair", provisioningState: "Succeeded", timeoutInSeconds: 60 });
      const shown = await command("show", ...ON, "pair", "--instance-view");
      expect(shown.instanceView).toMatchObject({ executionState: "Succeeded", exitCode: 0 });
      expect(shown.instanceView.output.replaceAll(" ", "")).toBe("hello\n6\n");
      expect(JSON.stringify(shown)).not.toContain("s3cret");
      expect(await command("list", "--resource-group", "rg", "--vm-name", "web")).toMatchObject([
        { name: "pair" },
      ]);
      await command("delete", ...ON, "pair", "--yes");
      expect(await command("list", "--resource-group", "rg", "--vm-name", "web")).toEqual([]);
    },
    LIMIT,
  );

  test(
    "asks Resource Graph",
    async () => {
      const body = JSON.stringify({
        subscriptions: [scene.cloud.subscriptionId],
        query:
          "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name | order by name asc",
        options: { resultFormat: "objectArray" },
      });
      const url = "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01";
      const answer = await az.call("rest", "--method", "post", "--url", url, "--body", body);
      expect(answer).toMatchObject({
        totalRecords: 2,
        resultTruncated: "false",
        data: [{ name: "web" }, { name: "win" }],
      });
    },
    LIMIT,
  );

  test(
    "deletes a machine",
    async () => {
      await az.call("vm", "delete", "--resource-group", "rg", "--name", "win", "--yes");
      expect((await az.call("vm", "list")).map(({ name }: { name: string }) => name)).toEqual(["web"]);
    },
    LIMIT,
  );
});
