import type { Random } from "./random";
import type { NetworkInterface } from "./topology";

export type PortRange = readonly [from: number, to: number];

export const LINUX_PORTS: PortRange = [32768, 60999];
export const WINDOWS_PORTS: PortRange = [49152, 65535];
/** Load balancers, NAT gateways and Lambda (VPC user guide, "Ephemeral ports"). */
export const SERVICE_PORTS: PortRange = [1024, 65535];

/** The range that a client behind this interface takes source ports from. */
export function portRange({ interfaceType }: NetworkInterface): PortRange {
  return ["load_balancer", "nat_gateway", "lambda"].includes(interfaceType) ? SERVICE_PORTS : LINUX_PORTS;
}

/** Hands out source ports so that no two open connections have the same 5-tuple; one port may serve many servers. */
export class EphemeralPorts {
  readonly #taken = new Set<string>();

  constructor(readonly random: Random) {}

  /** @throws when 1,000 tries found no free port */
  take(range: PortRange, tuple: (port: number) => string): number {
    for (let attempt = 0; attempt < 1000; attempt++) {
      const port = this.random.integer(...range);
      if (this.takeExactly(tuple(port))) return port;
    }
    throw new Error(`No free port between ${range[0]} and ${range[1]} for ${tuple(0)}`);
  }

  /** False when the tuple is in use. */
  takeExactly(tuple: string): boolean {
    if (this.#taken.has(tuple)) return false;
    this.#taken.add(tuple);
    return true;
  }

  release(tuple: string): void {
    this.#taken.delete(tuple);
  }
}
