import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import type { FakeRoot } from "../../../../sandbox/azure/compute/fake-root";
import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import type { VirtualMachineGuest } from "../../../../sandbox/azure/compute/virtual-machine-guest";
import { all, type ComputeScene, computeScene, READER, refused } from "../support/compute-scene";

let scene: ComputeScene;
let id: string;
let guest: VirtualMachineGuest;
beforeAll(async () => {
  scene = await computeScene();
  id = await placeVm(scene.cloud, {
    name: "web",
    computerName: "web1",
    resourceGroup: "rg",
    addresses: ["10.0.0.9", "fd00::9"],
  });
  guest = scene.cloud.machines.of(scene.cloud.resources.get(id)!);
});
afterAll(() => scene.close());

const commands = (principalId?: string) => scene.compute(principalId).virtualMachineRunCommands;
const linux = (script: string, more: object = {}) => ({
  location: "westeurope",
  source: { script },
  timeoutInSeconds: 60,
  treatFailureAsDeploymentFailure: true,
  ...more,
});
const run = (name: string, script: string, more: object = {}) =>
  commands().createOrUpdate("rg", "web", name, linux(script, more));
const view = async (name: string) =>
  (await commands().getByVirtualMachine("rg", "web", name, { expand: "instanceView" })).instanceView;

describe("Azure's own client", () => {
  test("runs a script with parameters in its environment and by position, and never gets back protected ones", async () => {
    const parameters = [
      { name: "GREETING", value: "hello" },
      { name: "", value: "first one" },
    ];
    const protectedParameters = [{ name: "CODE", value: "s3cret" }];
    const script = 'echo "$GREETING $1 $#"; printf %s "$CODE" | wc -c >&2; pwd';
    const made = await run("greet", script, { parameters, protectedParameters });
    expect(made).toMatchObject({ provisioningState: "Succeeded", parameters, source: { script } });
    expect(await view("greet")).toMatchObject({
      executionState: "Succeeded",
      exitCode: 0,
      output: expect.stringMatching(/^hello first one 1\n\/var\/lib\/waagent\//),
      error: expect.stringMatching(/^\s*6\n$/),
      startTime: expect.any(Date),
      endTime: expect.any(Date),
    });
    const shown = await scene.arm.call("GET", `${id}/runCommands/greet?$expand=instanceView`);
    expect(JSON.stringify([shown.body, scene.cloud.resources.list()])).not.toContain("s3cret");
    expect(
      (await all(commands().listByVirtualMachine("rg", "web", { expand: "instanceView" })))[0],
    ).toMatchObject({
      name: "greet",
      instanceView: { exitCode: 0 },
    });
  });

  test("fails with a script that fails, unless it does not ask for that", async () => {
    await expect(run("fails", "echo no; exit 7")).rejects.toThrow(/exit status=7/);
    const failed = await commands().getByVirtualMachine("rg", "web", "fails", { expand: "instanceView" });
    expect(failed).toMatchObject({
      provisioningState: "Failed",
      instanceView: { executionState: "Failed", exitCode: 7, output: "no\n" },
    });
    await run("fails-too", "exit 7", { treatFailureAsDeploymentFailure: false });
    expect(await view("fails-too")).toMatchObject({ executionState: "Failed", exitCode: 7 });
    const tolerant = await commands().getByVirtualMachine("rg", "web", "fails-too");
    expect([tolerant.provisioningState, tolerant.instanceView]).toEqual(["Succeeded", undefined]);
  });

  test("does not wait for a script that runs asynchronously, sees it run, and ends it by deleting it", async () => {
    const script = "echo started > /tmp/started; while :; do sleep 1; done";
    const made = await run("endless", script, { asyncExecution: true, timeoutInSeconds: 600 });
    expect(made.provisioningState).toBe("Succeeded");
    expect(await view("endless")).toMatchObject({ executionState: "Running" });
    expect(await refused(run("endless", "true"))).toBe("409 Conflict");
    await run("beside", "echo too");
    expect(await view("beside")).toMatchObject({ output: "too\n" });
    while (!existsSync(`${guest.root.directory}/tmp/started`)) await turn();
    await commands().delete("rg", "web", "endless");
    expect(await refused(view("endless"))).toBe("404 ResourceNotFound");
    await scene.cloud.clock.advance(0);
  });

  test("sees what the knobs do: exit codes, time limits, a restart, lost output and slow scripts", async () => {
    guest.faults.exitCodes.push(3, 3);
    await expect(run("knob", "true")).rejects.toThrow(/exit status=3/);
    await expect(run("knob", "true")).rejects.toThrow(/exit status=3/);
    await run("knob", "true");

    guest.faults.timeouts = 1;
    const slow = await scene.arm.call("PUT", `${id}/runCommands/slow`, {
      location: "westeurope",
      properties: { source: { script: "true" }, timeoutInSeconds: 1800 },
    });
    expect(slow.status).toBe(201);
    expect(await view("slow")).toMatchObject({ executionState: "Running" });
    await scene.cloud.clock.advance(1_800_000);
    expect(await view("slow")).toMatchObject({ executionState: "TimedOut" });

    guest.faults.reboots = 1;
    await run("reboot", "true");
    expect(await view("reboot")).toMatchObject({ executionState: "Unknown", output: "" });
    guest.faults.lostOutputs = 1;
    await run("lost", "echo hello");
    expect(await view("lost")).toMatchObject({ executionState: "Succeeded", exitCode: 0, output: "" });

    guest.scriptDurationInMs = 60_000;
    await run("long", "echo done", { asyncExecution: true });
    await scene.cloud.clock.advance(59_000);
    expect(await view("long")).toMatchObject({ executionState: "Running" });
    await scene.cloud.clock.advance(1000);
    expect(await view("long")).toMatchObject({ executionState: "Succeeded", output: "done\n" });
    guest.scriptDurationInMs = 0;
  });

  test("ends a script at its time limit, and keeps the end of what it wrote", async () => {
    await run("limit", "echo begun; sleep 30; echo ended", {
      timeoutInSeconds: 1,
      treatFailureAsDeploymentFailure: false,
    });
    expect(await view("limit")).toMatchObject({ executionState: "TimedOut", output: "begun\n" });
    await run("much", "i=0; while [ $i -lt 2000 ]; do echo line-$i; i=$((i+1)); done");
    const { output } = (await view("much"))!;
    expect([output?.length, output?.endsWith("line-1999\n")]).toEqual([4096, true]);
  });

  test("is refused where a command cannot run", async () => {
    expect(await refused(run("bad name", "true"))).toBe("400 InvalidResourceName");
    expect(
      await refused(run("x", "true", { source: { script: "true", scriptUri: "https://x.test/" } })),
    ).toBe("400 InvalidParameter");
    expect(await refused(run("x", "true", { source: {} }))).toBe("400 InvalidParameter");
    for (const more of [
      { outputBlobUri: "https://x.test/out" },
      { errorBlobUri: "https://x.test/err" },
      { runAsUser: "app" },
      { source: { script: "true", scriptShell: "Powershell7" } },
    ])
      await expect(run("x", "true", more)).rejects.toThrow(
        `does not simulate ${Object.keys(more)[0] === "source" ? "scriptShell" : Object.keys(more)[0]}`,
      );
    const body = { location: "westeurope", properties: { source: { script: "true" } } };
    const early = await scene.arm.call("PUT", `${id}/runCommands/x`, body, "2019-12-01");
    expect([early.status, early.body.error.code]).toEqual([400, "NoRegisteredProviderFound"]);
    expect(await scene.arm.refusal("GET", `${id}/runCommands/greet?$expand=output`)).toMatch(
      /^400 InvalidParameter: .*'output'.*instanceView/,
    );
    expect(await refused(commands().createOrUpdate("rg", "nothing", "x", linux("true")))).toBe(
      "404 ParentResourceNotFound",
    );
    await scene.compute().virtualMachines.powerOff("rg", "web");
    expect(await refused(run("x", "true"))).toBe("409 OperationNotAllowed");
    await scene.compute().virtualMachines.start("rg", "web");
    for (const [change, undo] of [
      [() => (guest.agent.isReady = false), () => (guest.agent.isReady = true)],
      [() => (guest.agent.version = "2.4.0.1"), () => (guest.agent.version = "2.11.1.4")],
      [() => (guest.architecture = "Arm64"), () => (guest.architecture = "x64")],
    ] as const) {
      change();
      await expect(run("unable", "true")).rejects.toThrow(/(not reported status|version 2\.4\.0\.2|Arm64)/);
      undo();
      expect(await commands().getByVirtualMachine("rg", "web", "unable")).toMatchObject({
        provisioningState: "Failed",
      });
    }
  });

  test("needs the permissions of the command", async () => {
    const reader = await scene.principal("reader", READER, scene.arm.subscription);
    expect(await refused(commands(reader).createOrUpdate("rg", "web", "x", linux("true")))).toBe(
      "403 AuthorizationFailed",
    );
    expect(await refused(commands(reader).delete("rg", "web", "greet"))).toBe("403 AuthorizationFailed");
    expect(await commands(reader).getByVirtualMachine("rg", "web", "greet")).toMatchObject({ name: "greet" });
  });
});

describe("a Linux script", () => {
  test("has folders, a name and addresses of its own, and is root", async () => {
    const script = `set -e
mkdir -p /opt/tool; echo kept > /opt/tool/file
cat /etc/hostname /etc/illumio-sandbox/interfaces
hostname; id -u; uname -m; echo "$HOME"
. /etc/os-release; echo "$ID"
TMP=$(mktemp); case $TMP in /tmp/*) echo temporary;; esac; echo /etc/hostname`;
    await run("own", script);
    expect((await view("own"))?.output?.split("\n")).toEqual([
      "web1",
      "eth0 10.0.0.9",
      "eth0 fd00::9",
      "web1",
      "0",
      "x86_64",
      "/root",
      "ubuntu",
      "temporary",
      "/etc/hostname",
      "",
    ]);
    await run("again", "cat /opt/tool/file");
    expect(await view("again")).toMatchObject({ output: "kept\n" });
    expect(existsSync("/opt/tool/file")).toBe(false);
  });

  test("gets nothing of this process's environment", async () => {
    process.env["SANDBOX_TEST_SECRET"] = "leaked";
    await run("environment", "env | cut -d= -f1 | sort | tr '\\n' ' '");
    delete process.env["SANDBOX_TEST_SECRET"];
    expect(await view("environment")).toMatchObject({
      output: expect.stringMatching(/^HOME LANG( OLDPWD)? PATH PWD( SHLVL)? TMPDIR( _)? $/),
    });
  });

  test("ends with its machine, together with what it started, and the disk goes too", async () => {
    const other = await placeVm(scene.cloud, { name: "short", resourceGroup: "rg" });
    const script = "sleep 1000 & echo $! > /tmp/child; echo $$ > /tmp/parent; mv /tmp/parent /tmp/pid; wait";
    await commands().createOrUpdate("rg", "short", "endless", linux(script, { asyncExecution: true }));
    const { root } = scene.cloud.machines.of(scene.cloud.resources.get(other)!);
    const ids = [await idIn(root, "pid"), await idIn(root, "child")];
    await scene.compute().virtualMachines.delete("rg", "short");
    for (const processId of ids) await gone(processId);
    expect(existsSync(root.directory)).toBe(false);
  });

  test("ends with the sandbox", async () => {
    const cloud = await startAzureCloud();
    const machine = await placeVm(cloud, { name: "last", resourceGroup: "rg" });
    const { root } = cloud.machines.of(cloud.resources.get(machine)!);
    const script = "echo $$ > /tmp/own; mv /tmp/own /tmp/pid; sleep 1000";
    const properties = { source: { script }, asyncExecution: true };
    await cloud.manager.put(
      `${machine}/runCommands/endless`,
      { location: "westeurope", properties },
      "azure",
    );
    const processId = await idIn(root, "pid");
    await cloud.close();
    await gone(processId);
    expect(existsSync(root.directory)).toBe(false);
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** The process id that a script wrote into a file of `/tmp`. */
async function idIn(root: FakeRoot, name: string): Promise<number> {
  const file = `${root.directory}/tmp/${name}`;
  while (!existsSync(file)) await turn();
  return Number(readFileSync(file, "utf8"));
}

/** Waits until there is no such process, other than one that nobody has waited for. */
async function gone(processId: number): Promise<void> {
  for (;;) {
    const state = spawnSync("ps", ["-o", "stat=", "-p", String(processId)], {
      encoding: "utf8",
    }).stdout.trim();
    if (state === "" || state.startsWith("Z")) return;
    await turn();
  }
}
