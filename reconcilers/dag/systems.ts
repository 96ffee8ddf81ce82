import { answerLimits } from "../../clients/http/answer-limits";
import { PanosClient } from "../../clients/panos";
import { firewallSettings } from "../../clients/panos/firewall-settings";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import type { Environment } from "../../clients/settings/settings";
import type { Firewall } from "./plan/table-readings";

/** The stack configuration of a host that keeps firewalls in step: none, because it has no stack. */
export const NO_CONFIGURATION = { get: () => undefined };

/** The PCE and the firewalls that the environment names. A firewall is looked up at its first use. */
export class SyncSystems {
  readonly pce: PceClient;
  readonly #firewalls = new Map<string, Firewall>();

  /**
   * @param readSignal when aborted, ends calls that only read
   * @throws ConfigurationError when settings of the PCE are missing or cannot work
   */
  constructor(
    private readonly environment: Environment,
    private readonly readSignal?: AbortSignal,
  ) {
    const pce = new PceClient(pceConnectionFromEnvironment(environment), answerLimits(environment));
    this.pce = readSignal ? pce.withSignal(readSignal) : pce;
  }

  /** @throws ConfigurationError when its settings are missing or cannot work */
  firewall(name: string): Firewall {
    const known = this.#firewalls.get(name);
    if (known) return known;
    const { connection, ...limit } = firewallSettings(name, NO_CONFIGURATION, this.environment);
    const firewall = {
      client: new PanosClient(connection, { ...answerLimits(this.environment), readSignal: this.readSignal }),
      ...limit,
    };
    this.#firewalls.set(name, firewall);
    return firewall;
  }

  async close(): Promise<void> {
    await this.pce.close();
    await Promise.all([...this.#firewalls.values()].map(({ client }) => client.close()));
  }
}
