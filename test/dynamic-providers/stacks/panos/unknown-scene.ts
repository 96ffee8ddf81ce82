import { type PanosSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import type { InProcessStack } from "../in-process-stack";
import { StackScene } from "../stack-scene";

/**
 * A PCE with one workload of `role=web`, and one firewall under the names `edge` and `core`, of which each is a system of
 * its own. Stacks declare bindings with arguments that a preview does not know.
 */
export class UnknownScene {
  private constructor(
    readonly pce: StackScene,
    readonly panos: PanosSimulator,
  ) {}

  static async open(): Promise<UnknownScene> {
    const pce = await StackScene.open();
    const panos = await startPanosSimulator({ seed: 1, vsys: ["vsys1", "vsys2"] });
    const { href } = await pce.someone.createLabel({ key: "role", value: "web" });
    await pce.someone.createWorkload({
      hostname: "web01",
      interfaces: [{ name: "eth0", address: "10.0.0.1" }],
      labels: [{ href }],
    });
    return new UnknownScene(pce, panos);
  }

  environment(): Record<string, string> {
    const { panos } = this;
    return Object.fromEntries(
      ["EDGE", "CORE"].flatMap((name) => [
        [`ILLUMIO_FIREWALL_${name}_HOSTS`, panos.hosts.join(",")],
        [`ILLUMIO_FIREWALL_${name}_API_KEY`, panos.apiKey],
        [`ILLUMIO_FIREWALL_${name}_CA_FILE`, panos.caFile],
      ]),
    );
  }

  stack(program: string, name = "dev"): Promise<InProcessStack> {
    return this.pce.stack(program, { name, environment: this.environment() });
  }

  /** Addresses that carry the tag of the binding `web`. */
  registered(): string[] {
    return Object.entries(this.panos.firewalls[0]!.registered())
      .filter(([, tags]) => tags.includes("illumio-iac.web"))
      .map(([address]) => address);
  }

  async close(): Promise<void> {
    await this.pce.close();
    await this.panos.close();
  }
}

export const TARGET = 'target: { firewall: "edge" }';
export const LABELS = 'labels: { role: { anyOf: ["web"] } }';

/**
 * A workload, and a binding with an argument of its href, which is unknown in a preview that makes or changes the
 * workload: `late(value)` is such an argument.
 *
 * @param description of the workload; another one changes it
 */
export function program(
  description: string,
  {
    more = "",
    target = TARGET,
    labels = LABELS,
    unknown = "excludeRanges: [late('10.9.0.0/16')]",
    name = "web",
  } = {},
): string {
  return `{
    const office = new UnmanagedWorkload("office-${name}", {
      name: "office-${name}", description: ${JSON.stringify(description)},
    });
    const late = (value) => office.href.apply(() => value);
    new DagBinding("${name}", { ${[labels, target, unknown, more].filter(Boolean).join(", ")} });
  }`;
}
