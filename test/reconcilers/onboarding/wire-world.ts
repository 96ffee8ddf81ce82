import { PceClient } from "../../../clients/pce";
import { type OnboardingDefinition, withDefaults } from "../../../core/onboarding";
import { PceSide } from "../../../reconcilers/onboarding/pce-side";
import type { OnboardingPorts } from "../../../reconcilers/onboarding/ports";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { activateVen } from "../../../sandbox/pce/pairing/activate-ven";
import { World, type WorldVm } from "./world";

/** A world whose PCE is the simulator, called over HTTPS. */
export class WireWorld extends World {
  private constructor(
    readonly simulator: PceSimulator,
    readonly client: PceClient,
    definition: OnboardingDefinition,
    vms: readonly WorldVm[],
  ) {
    super(definition, ...vms);
    this.activate = (code, { computerName, name, privateAddresses }) => {
      const interfaces = privateAddresses.map((address, index) => ({ name: `eth${index}`, address }));
      const body = { activation_code: code, hostname: computerName ?? name, interfaces };
      try {
        activateVen(simulator.store, body, "/agents/activate");
        return true;
      } catch {
        return false;
      }
    };
  }

  static async start(definition: OnboardingDefinition, ...vms: readonly WorldVm[]): Promise<WireWorld> {
    const clock: { world?: World } = {};
    const simulator = await startPceSimulator({
      seed: 1,
      callsPerMinute: 100_000,
      now: () => clock.world?.time ?? Date.parse("2026-03-01T08:00:00.000Z"),
    });
    const client = new PceClient(simulator, { callsPerMinute: 60_000 });
    const world = new WireWorld(simulator, client, definition, vms);
    clock.world = world;
    await world.call("POST", "/pairing_profiles", {
      name: "azure",
      enabled: true,
      enforcement_mode: "visibility_only",
      allowed_uses_per_key: 100,
      key_lifespan: 7200,
    });
    return world;
  }

  /** As a run does, with a side of the PCE of its own. */
  override ports(): OnboardingPorts {
    return { ...super.ports(), pce: new PceSide(this.client, withDefaults(this.definition).ven) };
  }

  /** A call of somebody else. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { apiKeyUsername, apiKeySecret, orgId, host, port, caCertificate: ca } = this.simulator;
    const { request } = await import("node:https");
    return await new Promise((resolve, reject) => {
      const auth = `${apiKeyUsername}:${apiKeySecret}`;
      const headers = { "content-type": "application/json" };
      const options = { method, host, port, ca, auth, headers, path: `/api/v2/orgs/${orgId}${path}` };
      const call = request(options, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on("end", () => resolve(text === "" ? undefined : JSON.parse(text)));
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Host names of managed workloads with labels and reference, sorted. */
  async labelled(): Promise<string[]> {
    const rows: string[] = [];
    for await (const {
      hostname,
      labels = [],
      external_data_reference: reference,
    } of this.client.listWorkloads())
      rows.push(
        `${hostname} ${labels
          .map(({ key, value }) => `${key}=${value}`)
          .sort()
          .join(" ")} ${reference ?? "-"}`,
      );
    return rows.sort();
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.simulator.close();
  }
}
