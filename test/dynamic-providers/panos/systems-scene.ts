import { BindingSystems } from "../../../dynamic-providers/panos/dag-binding/binding-systems";
import { PceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { binding } from "../../core/dag/facts";

/** Operations of one run arrive within this time, also on a machine under load. */
const SHORT_WAITS = { quietInMilliseconds: 20 };

/** A PCE and the firewall `edge`, and what runs of a provider know of them. */
export class SystemsScene {
  private readonly runs: BindingSystems[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly panos: PanosSimulator,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param more environment variables beside those that name the two */
  static async open(more: Readonly<Record<string, string>> = {}): Promise<SystemsScene> {
    const pce = await startPceSimulator({ seed: 1 });
    const panos = await startPanosSimulator({ seed: 1 });
    return new SystemsScene(pce, panos, {
      ILLUMIO_PCE_HOST: pce.host,
      ILLUMIO_PCE_PORT: String(pce.port),
      ILLUMIO_PCE_ORG_ID: String(pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pce.caFile,
      ILLUMIO_FIREWALL_EDGE_HOSTS: `${panos.host}:${panos.port}`,
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
      ...more,
    });
  }

  /** Systems as a provider process of its own has them. */
  run(): BindingSystems {
    const config = { get: () => undefined };
    const pce = new PceSystems(config, this.environment, SHORT_WAITS);
    const systems = new BindingSystems(pce, config, this.environment);
    this.runs.push(systems);
    return systems;
  }

  async close(): Promise<void> {
    for (const systems of this.runs) {
      await systems.pce.close();
      await systems.firewall(binding()).client.close();
    }
    await Promise.all([this.pce.close(), this.panos.close()]);
  }
}
