import type { InventoryVm } from "../../../../core/onboarding/inventory-vm";
import type { VenDefinition } from "../../../../core/onboarding/onboarding-definition";
import { EXIT_CODES } from "../../../../core/onboarding/ven-script";
import type { VenCommand } from "../../../../core/onboarding/vm-record";
import {
  RunCommandInstaller,
  type RunCommandInstallerOptions,
} from "../../../../reconcilers/onboarding/azure";
import { AzureInventory } from "../../../../reconcilers/onboarding/azure/azure-inventory";
import { isMachineNotReadyError } from "../../../../reconcilers/onboarding/machine-not-ready-error";
import type { PlacedVm } from "../../../../sandbox/azure/compute/place-vm";
import { ArmServer } from "../../../clients/azure/arm-server";
import { OTHER_SUBSCRIPTION, READER } from "../../../sandbox/azure/support/compute-scene";
import { type Call, startWithCall } from "../../../sandbox/pce/pce-call";
import { startConnectProxy } from "../../../support/connect-proxy";
import { describeNeeding } from "../../../support/needs";
import { type AzureScene, azureScene } from "./azure-scene";

const command: VenCommand = {
  name: "illumio-iac-ven-1",
  startedAt: "2026-11-29T20:00:00.000Z",
  nonce: "nonce-0001",
};

describeNeeding("curl", "agents by Run Command, against the simulated Azure and PCE", () => {
  let world: Awaited<ReturnType<typeof startWithCall>>;
  let call: Call;
  let scene: AzureScene;
  /** Milliseconds that the clock of the PCE is ahead. */
  let ahead = () => 0;
  beforeEach(async () => {
    ahead = () => 0;
    world = await startWithCall({ seed: 3, now: () => Date.now() + ahead() });
    call = world.call;
    scene = await azureScene();
  });
  afterEach(async () => {
    await scene.close();
    await world.close();
  });

  const PROFILES = "/orgs/1/pairing_profiles";
  const activationCode = async (profile = {}): Promise<string> => {
    const { href } = (await call("POST", PROFILES, { body: { enabled: true, ...profile } })).json;
    return (await call("POST", `${href}/pairing_key`, { body: {} })).json.activation_code;
  };
  const workloads = async () => (await call("GET", "/orgs/1/workloads")).json;
  const installer = (
    ven: Partial<VenDefinition> = {},
    more: Partial<RunCommandInstallerOptions> = {},
    principalId?: string,
  ) => {
    const { commands, machines } = scene.clients(principalId);
    return new RunCommandInstaller(commands, machines, {
      pce: { host: "127.0.0.1", port: Number(world.pce.port) },
      ven: { pairingProfile: "servers", caCertificate: world.pce.caCertificate, ...ven },
      profileId: async () => "1",
      now: () => new Date(command.startedAt),
      ...more,
    });
  };
  const place = async (name: string, more?: Partial<PlacedVm>): Promise<InventoryVm> => {
    const id = await scene.place(name, more);
    const { graph, machines } = scene.clients();
    const { vms } = await new AzureInventory(graph, machines).read();
    return vms.find(({ resourceId }) => resourceId.toLowerCase() === id.toLowerCase())!;
  };
  const guest = (vm: InventoryVm) => scene.cloud.machines.of(scene.cloud.resources.get(vm.resourceId)!);
  /** Lets everything end that runs in machines. */
  const settle = () => scene.cloud.clock.advance(0);
  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error("nothing was thrown");
      },
      (error: Error) => error,
    );
  const waits = async (promise: Promise<unknown>, message: RegExp) => {
    const error = await caught(promise);
    expect(error.message).toMatch(message);
    expect(isMachineNotReadyError(error)).toBe(true);
  };
  /** What the run commands of the machine are, as everybody who may read it sees them. */
  const shown = async (vm: InventoryVm) =>
    (await scene.arm.call("GET", `${vm.resourceId}/runCommands?$expand=instanceView`)).body;

  describe.each(["managed", "action"])("in the %s form", (runCommand) => {
    test("start, come into the PCE, and leave nothing when their command is removed", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("web-1", { computerName: "web1", addresses: ["10.0.0.4"] });
      const ven = installer({ runCommand });
      expect(await ven.read(vm, command)).toEqual({ state: "absent" });
      const code = await activationCode();
      const kept = await ven.start(vm, command, code);
      expect(kept).toEqual(
        runCommand === "managed" ? command : { ...command, operation: expect.stringMatching(/^\//) },
      );
      await settle();
      expect(await ven.read(vm, kept)).toEqual({ state: "succeeded" });
      expect(await workloads()).toMatchObject([
        { hostname: "web1", managed: true, interfaces: [{ address: "10.0.0.4" }] },
      ]);
      // Another process reads the same, from what the record keeps.
      expect(await installer({ runCommand }).read(vm, JSON.parse(JSON.stringify(kept)))).toEqual({
        state: "succeeded",
      });
      expect(JSON.stringify(await shown(vm))).not.toContain(code);
      await ven.remove(vm, kept);
      await ven.remove(vm, kept);
      await settle();
      expect((await shown(vm)).value).toEqual([]);
    });

    test("are a success on a machine that is paired, whatever the code", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("web-1");
      const ven = installer({ runCommand });
      await ven.start(vm, command, await activationCode());
      await settle();
      const second = { ...command, name: "illumio-iac-ven-2", nonce: "nonce-0002" };
      const kept = await ven.start(vm, second, "00000000");
      await settle();
      expect(await ven.read(vm, kept)).toEqual({ state: "succeeded", hadAgent: true });
      expect(await workloads()).toHaveLength(1);
    });

    test("say why they did not come: exit code, a hint and the last line of the log", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("web-1");
      const ven = installer({ runCommand });
      const failure = async (attempt: number, code: string, installs = ven) => {
        const next = { ...command, name: `illumio-iac-ven-${attempt}`, nonce: `nonce-000${attempt}` };
        const kept = await installs.start(vm, next, code);
        await settle();
        return installs.read(vm, kept);
      };
      expect(await failure(1, "f00dcafe")).toEqual({
        state: "failed",
        exitCode: EXIT_CODES.pairingFailed,
        reason: expect.stringMatching(
          /exit code 47: .*invalid_activation_code.*\. The pairing script failed: /,
        ),
      });
      const gone = installer({ runCommand }, { profileId: async () => "99" });
      expect(await failure(2, "f00dcafe", gone)).toEqual({
        state: "failed",
        exitCode: EXIT_CODES.refused,
        reason: expect.stringMatching(
          /exit code 44: .*was answered with 404\. The PCE does not give the pairing script/,
        ),
      });
      const checked = installer({ runCommand, checksums: { linux: "0".repeat(64) } });
      expect(await failure(3, "f00dcafe", checked)).toMatchObject({ exitCode: EXIT_CODES.wrongChecksum });
      expect(await workloads()).toEqual([]);
    });

    test("fail because their key expires while the command is under way, and come with a new key, once", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("web-1");
      const proxy = await startConnectProxy();
      try {
        const ven = installer({ runCommand, proxyUrl: proxy.url });
        const key = await activationCode({ key_lifespan: 7200 });
        // Only the download of the pairing script goes through the proxy, and the activation follows it.
        ahead = () => (proxy.reached.length > 0 ? 7_200_000 : 0);
        const first = await ven.start(vm, command, key);
        await settle();
        expect(await ven.read(vm, first)).toMatchObject({
          state: "failed",
          exitCode: EXIT_CODES.pairingFailed,
          reason: expect.stringMatching(
            /activation_code_expired: The activation code has expired, its lifespan/,
          ),
        });
        expect(await workloads()).toEqual([]);
        const next = { ...command, name: "illumio-iac-ven-2", nonce: "nonce-0002" };
        const second = await ven.start(vm, next, await activationCode({ key_lifespan: 7200 }));
        await settle();
        expect(await ven.read(vm, second)).toEqual({ state: "succeeded" });
        expect(await workloads()).toMatchObject([{ hostname: "web-1", managed: true }]);
      } finally {
        proxy.close();
      }
    });

    test("fail after a restart in the middle, and when the output is lost without an exit code", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("web-1");
      const ven = installer({ runCommand });
      for (const [attempt, state] of (["Unknown", "Failed"] as const).entries()) {
        scene.cloud.machines.stateAfterReboot = state;
        guest(vm).faults.reboots = 1;
        const kept = await ven.start(vm, { ...command, name: `restart-${attempt}` }, await activationCode());
        await settle();
        expect(await ven.read(vm, kept)).toMatchObject({ state: "failed", exitCode: undefined });
      }
      guest(vm).faults.lostOutputs = 1;
      const second = await ven.start(vm, { ...command, name: "illumio-iac-ven-2" }, await activationCode());
      await settle();
      expect(await ven.read(vm, second)).toMatchObject(
        // The managed form has the exit code beside the output.
        runCommand === "managed"
          ? { state: "succeeded" }
          : { state: "failed", reason: expect.stringMatching(/the output was lost/) },
      );
    });

    test("wait for a machine that is stopped or whose agent is not ready, without a command", async () => {
      const vm = await place("web-1");
      const ven = installer({ runCommand });
      await guest(vm).turn("deallocated");
      await waits(
        ven.start(vm, command, "f00d"),
        /^The machine web-1 takes no command now: it does not run \(deallocated\)$/,
      );
      await guest(vm).turn("running");
      guest(vm).agent.isReady = false;
      await waits(ven.start(vm, command, "f00d"), /its Azure agent is not ready \(Not Ready\)/);
      guest(vm).agent.isReady = true;
      guest(vm).isBeingDeleted = true;
      await waits(ven.start(vm, command, "f00d"), /it is being deleted/);
      expect((await shown(vm)).value).toEqual([]);
      await scene.arm.call("DELETE", vm.resourceId);
      await waits(ven.start(vm, command, "f00d"), /it is not there any more/);
      expect(await ven.read(vm, command)).toEqual({ state: "absent" });
      await ven.remove(vm, command);
      await scene.place("web-1");
      await waits(ven.start(vm, command, "f00d"), /another machine has its name now/);
    });

    test("come to Windows by the script for it", async () => {
      scene.cloud.machines.trust(world.pce.caCertificate);
      const vm = await place("win-1", { os: "Windows" });
      const ven = installer({ runCommand });
      const kept = await ven.start(vm, command, await activationCode());
      await settle();
      expect(await ven.read(vm, kept)).toEqual({ state: "succeeded" });
      expect(await workloads()).toMatchObject([{ hostname: "win-1", managed: true }]);
    });
  });

  test("a managed command is started once, and one of an earlier record is replaced when it has ended", async () => {
    scene.cloud.machines.trust(world.pce.caCertificate);
    const vm = await place("web-1");
    const ven = installer();
    guest(vm).faults.exitCodes.push(7);
    await ven.start(vm, command, "f00d");
    await settle();
    expect(await ven.read(vm, command)).toEqual({
      state: "failed",
      exitCode: 7,
      reason: expect.stringMatching(/^the script ended with exit code 7: exit 7/),
    });
    const { properties } = (await scene.arm.call("GET", `${vm.resourceId}/runCommands/${command.name}`)).body;
    expect(properties.provisioningState).toBe("Failed");
    // Left as it is: the script would succeed now.
    expect(await ven.start(vm, command, await activationCode())).toEqual(command);
    await settle();
    expect(await ven.read(vm, command)).toMatchObject({ state: "failed", exitCode: 7 });
    const anew = { ...command, nonce: "nonce-0002" };
    expect(await ven.read(vm, anew)).toEqual({ state: "absent" });
    await ven.start(vm, anew, await activationCode());
    await settle();
    expect(await ven.read(vm, anew)).toEqual({ state: "succeeded" });
  });

  test("a command that runs is taken for that of another record, too, and no other of its name is started", async () => {
    scene.cloud.machines.trust(world.pce.caCertificate);
    const vm = await place("web-1");
    const ven = installer({ timeoutInMinutes: 10 });
    guest(vm).faults.timeouts = 1;
    await ven.start(vm, command, "f00d");
    expect(await ven.read(vm, command)).toEqual({ state: "running" });
    const other = { ...command, nonce: "nonce-0002" };
    expect(await ven.read(vm, other)).toEqual({ state: "running" });
    expect(await ven.start(vm, other, "f00d")).toEqual(command);
    const late = new Date(Date.parse(command.startedAt) + 26 * 60_000);
    expect(await installer({ timeoutInMinutes: 10 }, { now: () => late }).read(vm, command)).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(/^Azure gave no result of the command in its time/),
    });
    await scene.cloud.clock.advance(600_000);
    expect(await ven.read(vm, command)).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(/^the script did not end in its time/),
    });
  });

  test("an action waits while another one runs on the machine", async () => {
    const vm = await place("web-1");
    guest(vm).isBusy = true;
    await waits(
      installer({ runCommand: "action" }).start(vm, command, "f00d"),
      /another command is under way on it/,
    );
  });

  test("an action whose operation was not kept is absent, and one that Azure forgot has failed", async () => {
    const vm = await place("web-1");
    const ven = installer({ runCommand: "action" });
    expect(await ven.read(vm, command)).toEqual({ state: "absent" });
    const operation = `${scene.arm.subscription}/providers/Microsoft.Compute/locations/x/operations/y?api-version=2024-07-01`;
    expect(await ven.read(vm, { ...command, operation })).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(/does not know the command any more/),
    });
  });

  test("a managed command does not go to an old agent or an ARM64 processor, an action does", async () => {
    scene.cloud.machines.trust(world.pce.caCertificate);
    const old = await place("old");
    guest(old).agent.version = "2.4.0.1";
    await waits(
      installer().start(old, command, "f00d"),
      /its Azure agent 2\.4\.0\.1 is too old .* needs 2\.4\.0\.2/,
    );
    guest(old).agent.version = "2.4.0.2";
    await installer().start(old, command, "f00d");
    const arm = await place("arm", { vmSize: "Standard_D2ps_v5", architecture: "Arm64" });
    await waits(installer().start(arm, command, "f00d"), /ARM64 processor; set ven\.runCommand to action/);
    const ven = installer({ runCommand: "action" });
    const kept = await ven.start(arm, command, await activationCode());
    await settle();
    expect(await ven.read(arm, kept)).toEqual({ state: "succeeded" });
  });

  test("a command gets the pairing script as the settings say: by which path and proxy, and with which authority", async () => {
    const proxy = await startConnectProxy();
    const vm = await place("web-1");
    const exitCode = async (attempt: number, ven: Partial<VenDefinition>) => {
      const installs = installer(ven);
      const next = { ...command, name: `illumio-iac-ven-${attempt}` };
      await installs.start(vm, next, "f00dcafe");
      await settle();
      const reading = await installs.read(vm, next);
      return reading.state === "failed" ? reading.exitCode : reading.state;
    };
    try {
      expect(await exitCode(1, { caCertificate: undefined })).toBe(EXIT_CODES.untrusted);
      expect(proxy.reached).toEqual([]);
      expect(await exitCode(2, { proxyUrl: proxy.url })).toBe(EXIT_CODES.pairingFailed);
      expect(proxy.reached).toEqual([`127.0.0.1:${world.pce.port}`]);
      expect(await exitCode(3, { scriptVersion: "v25" })).toBe(EXIT_CODES.pairingFailed);
      const { properties } = scene.cloud.resources.get(`${vm.resourceId}/runCommands/illumio-iac-ven-3`)!;
      expect(properties["source"]).toEqual({ script: expect.stringContaining("/api/v25/software/ven/") });
    } finally {
      proxy.close();
    }
  });

  test("a lock that refuses a command is a failure that names it, and no busy machine", async () => {
    const arm = await ArmServer.start();
    try {
      const vm = await place("web-1");
      const { cloud } = scene;
      const view = { vmAgent: { vmAgentVersion: "2.9.1.1", statuses: [{ displayStatus: "Ready" }] } };
      const statuses = [{ code: "PowerState/running" }];
      const properties = { vmId: vm.vmId, instanceView: { ...view, statuses } };
      arm.answers.push(
        { status: 404, body: { error: { code: "ResourceNotFound", message: "No." } } },
        { status: 200, body: { location: cloud.location, properties } },
        { status: 409, body: { error: { code: "ScopeLocked", message: "The scope is locked." } } },
      );
      const { commands, machines } = scene.clients(undefined, arm.url);
      const ven = new RunCommandInstaller(commands, machines, {
        pce: { host: "127.0.0.1", port: 8443 },
        ven: { pairingProfile: "servers" },
        profileId: async () => "1",
      });
      const error = await caught(ven.start(vm, command, "f00d"));
      expect(error.message).toMatch(/ScopeLocked: The scope is locked.*remove it/);
      expect(isMachineNotReadyError(error)).toBe(false);
    } finally {
      await arm.close();
    }
  });

  test("a refusal says which role is missing, and no error holds the code", async () => {
    const vm = await place("web-1");
    const reader = await scene.principal("reader", READER, scene.arm.subscription);
    for (const runCommand of ["managed", "action"]) {
      const error = await caught(installer({ runCommand }, {}, reader).start(vm, command, "f00dcafe"));
      expect(error.message).toMatch(/AuthorizationFailed.*The identity needs a role with .*runCommand/);
      expect(error.message).not.toContain("f00dcafe");
      expect(isMachineNotReadyError(error)).toBe(false);
    }
  });

  test("a machine that the identity may not see waits", async () => {
    const vm = await place("web-1");
    const scope = `/subscriptions/${OTHER_SUBSCRIPTION}`;
    const stranger = await scene.principal("stranger", READER, scope);
    const start = installer({ runCommand: "action" }, {}, stranger).start(vm, command, "f00d");
    await waits(start, /its state cannot be read \(.*AuthorizationFailed.*role "Reader"/);
  });

  test("names with odd characters are reached", async () => {
    scene.cloud.machines.trust(world.pce.caCertificate);
    const vm = await place("web_1.a-B", { resourceGroup: "Shop_(1).x", computerName: "web1" });
    const ven = installer();
    await ven.start(vm, command, await activationCode());
    await settle();
    expect(await ven.read(vm, command)).toEqual({ state: "succeeded" });
  });
});
