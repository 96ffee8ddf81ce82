import { PceClient } from "../../../clients/pce";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { InProcessProvider } from "../in-process-provider";
import type { ProviderRun } from "../provider-run";

export const LABEL = `exports.handler=()=>require("illumio-iac/providers/pce/label");`;
export const WORKLOAD = `exports.handler=()=>require("illumio-iac/providers/pce/unmanaged-workload");`;

export const BINDING = `exports.handler=()=>require("illumio-iac/providers/panos/dag-binding");`;

/** Stack configuration that names the simulator. */
export function pceConfig(pce: PceSimulator): Record<string, string> {
  return {
    "illumio:pceHost": pce.host,
    "illumio:pcePort": String(pce.port),
    "illumio:orgId": String(pce.orgId),
    "illumio:apiKeyUsername": pce.apiKeyUsername,
    "illumio:apiKeySecret": pce.apiKeySecret,
    "illumio:caFile": pce.caFile,
  };
}

/** A PCE, someone who works on it by hand, and as many runs of the engine as a test needs. */
export class PceScene {
  private readonly runs: ProviderRun[] = [];
  private seen = 0;

  private constructor(
    readonly pce: PceSimulator,
    /** Someone else who changes the PCE. */
    readonly someone: PceClient,
  ) {}

  static async open(): Promise<PceScene> {
    const pce = await startPceSimulator({ seed: 1 });
    return new PceScene(pce, new PceClient(pce));
  }

  /** A run of its own, as every preview, up, refresh and destroy is one. */
  async run(
    provider: string,
    config: Record<string, string> = pceConfig(this.pce),
    environment: Record<string, string> = {},
  ): Promise<ProviderRun> {
    const started = new InProcessProvider({ provider, config, environment });
    this.runs.push(started);
    return started;
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  labels(): any[] {
    return [...this.pce.store.table("labels").live()];
  }

  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  workloads(): any[] {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    return [...this.pce.store.table("workloads").live()].map((row: any) => ({
      ...row,
      managed: row.ven !== null,
    }));
  }

  /** Calls since the last look that change something, as `METHOD path below the organisation`. */
  newWrites(): string[] {
    const fresh = this.newCalls();
    return fresh.filter((call) => !call.startsWith("GET"));
  }

  /** All calls since the last look. */
  newCalls(): string[] {
    const fresh = this.pce.requests.slice(this.seen);
    this.seen = this.pce.requests.length;
    return fresh.map(({ method, path }) => `${method} ${path.replace(/^\/api\/v2\/orgs\/\d+\//, "")}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.runs.map((each) => each.close()));
    await this.someone.close();
    await this.pce.close();
  }
}
