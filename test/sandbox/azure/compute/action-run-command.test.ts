import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import type { VirtualMachineGuest } from "../../../../sandbox/azure/compute/virtual-machine-guest";
import { type ComputeScene, computeScene, READER, refused } from "../support/compute-scene";

let scene: ComputeScene;
const guests: Record<string, VirtualMachineGuest> = {};
beforeAll(async () => {
  scene = await computeScene();
  for (const [name, os] of [
    ["web", "Linux"],
    ["win", "Windows"],
  ] as const) {
    const id = await placeVm(scene.cloud, { name, os, resourceGroup: "rg" });
    guests[name] = scene.cloud.machines.of(scene.cloud.resources.get(id)!);
  }
});
afterAll(() => scene.close());

const run = (
  name: string,
  script: string[],
  parameters: { name: string; value: string }[] = [],
  principalId?: string,
) =>
  scene.compute(principalId).virtualMachines.runCommand("rg", name, {
    commandId: name === "win" ? "RunPowerShellScript" : "RunShellScript",
    script,
    parameters,
  });

test("Azure's own client gets what a script wrote, and not how it ended", async () => {
  const parameters = [{ name: "arg1", value: "hello" }];
  const { value } = await run("web", ['echo "$1 $arg1"', "echo wrong >&2", "exit 7"], parameters);
  expect(value).toEqual([
    {
      code: "ProvisioningState/succeeded",
      level: "Info",
      displayStatus: "Provisioning succeeded",
      message: "Enable succeeded: \n[stdout]\nhello hello\n\n[stderr]\nwrong\n",
    },
  ]);
});

test("a command is in progress while its script runs, and another one is refused until it ends", async () => {
  const guest = guests["web"]!;
  guest.scriptDurationInMs = 30_000;
  const path = scene.arm.id("Microsoft.Compute/virtualMachines/web/runCommand");
  const body = { commandId: "RunShellScript", script: ["echo done"] };
  const { status, headers } = await scene.arm.call("POST", path, body);
  expect([status, headers["location"] !== undefined]).toEqual([202, true]);
  const look = async () => (await scene.arm.call("GET", String(headers["azure-asyncoperation"]))).body;
  await scene.cloud.clock.advance(10_000);
  expect(await look()).toMatchObject({ status: "InProgress" });
  expect((await scene.arm.call("GET", String(headers["location"]))).status).toBe(202);
  expect(await scene.arm.refusal("POST", path, body)).toMatch(
    /^409 Conflict: Run command extension execution is in progress/,
  );
  await scene.cloud.clock.advance(20_000);
  const message = "Enable succeeded: \n[stdout]\ndone\n\n[stderr]\n";
  expect(await look()).toMatchObject({
    status: "Succeeded",
    properties: { output: { value: [{ message }] } },
  });
  expect((await scene.arm.call("GET", String(headers["location"]))).body.value[0].message).toBe(message);
  guest.scriptDurationInMs = 0;
});

test("knobs: a restart shows as success, output is lost, another command runs, the limit passes", async () => {
  const guest = guests["web"]!;
  const message = async () => (await run("web", ["echo hello"])).value?.[0]?.message;
  guest.faults.reboots = 1;
  expect(await message()).toContain("Last script execution didn't finish.");
  guest.faults.lostOutputs = 1;
  expect(await message()).toBe("Enable succeeded: \n[stdout]\n\n[stderr]\n");
  guest.isBusy = true;
  expect(await refused(message())).toBe("409 Conflict");
  guest.isBusy = false;
  guest.faults.timeouts = 1;
  const path = scene.arm.id("Microsoft.Compute/virtualMachines/web/runCommand");
  const { headers } = await scene.arm.call("POST", path, { commandId: "RunShellScript", script: ["true"] });
  await scene.cloud.clock.advance(90 * 60_000);
  const { body } = await scene.arm.call("GET", String(headers["azure-asyncoperation"]));
  expect(body).toMatchObject({ status: "Failed", error: { code: "VMExtensionProvisioningTimeout" } });
  expect(await message()).toContain("hello");
});

test("an ARM64 processor and an old agent run it, which the managed form does not take", async () => {
  const guest = guests["web"]!;
  Object.assign(guest, { architecture: "Arm64" });
  guest.agent.version = "2.2.0.0";
  const { value } = await run("web", ["uname -m"]);
  expect(value?.[0]?.message).toContain("[stdout]\naarch64\n");
  Object.assign(guest, { architecture: "x64" });
  guest.agent.version = "2.11.1.4";
});

test("a wrong shape runs the sample script and succeeds", async () => {
  const path = scene.arm.id("Microsoft.Compute/virtualMachines/web/runCommand");
  const body = { commandId: "RunShellScript", script: ["echo mine"], parameters: { code: "x" } };
  const { headers } = await scene.arm.call("POST", path, body);
  await scene.cloud.clock.advance(0);
  const { body: answer } = await scene.arm.call("GET", String(headers["location"]));
  expect(answer.value[0].message).toContain("This is a sample script");
});

test("machines that are off, other systems and readers are refused; an agent that is away fails", async () => {
  const { virtualMachines } = scene.compute();
  await virtualMachines.deallocate("rg", "web");
  expect(await refused(run("web", ["true"]))).toBe("409 OperationNotAllowed");
  await virtualMachines.start("rg", "web");
  const body = { commandId: "RunPowerShellScript", script: ["true"] };
  expect(await refused(virtualMachines.runCommand("rg", "web", body))).toBe("400 InvalidParameter");
  const reader = await scene.principal("reader", READER, scene.arm.subscription);
  expect(await refused(run("web", ["true"], [], reader))).toBe("403 AuthorizationFailed");
  guests["web"]!.agent.isReady = false;
  await expect(run("web", ["true"])).rejects.toThrow(/has not reported status/);
  guests["web"]!.agent.isReady = true;
});

test("Windows answers in two parts, and a failure is lost or fails without output", async () => {
  const guest = guests["win"]!;
  const { value } = await run("win", ["Write-Output 'hello'"]);
  expect(value).toMatchObject([
    {
      code: "ComponentStatus/StdOut/succeeded",
      message: expect.stringContaining("does not run scripts of Windows"),
    },
    { code: "ComponentStatus/StdErr/succeeded", message: "" },
  ]);
  guest.faults.exitCodes.push(1, 1);
  await expect(run("win", ["exit 1"])).rejects.toThrow(/Finished executing command/);
  scene.cloud.machines.failingWindowsScriptsFail = false;
  expect((await run("win", ["exit 1"])).value).toHaveLength(2);
});
