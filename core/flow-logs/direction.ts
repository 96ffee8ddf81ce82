import type { DirectionRule } from "./flow-log-stats";
import type { UndecidedConnection } from "./flow-message";
import { WELL_KNOWN_PORTS } from "./well-known-ports";

export interface DecideOptions {
  /** Ports on which the user knows servers to listen. */
  readonly serverPorts?: readonly number[];
  /** What happens to a flow that nothing decides. @default "drop" */
  readonly undecided?: "drop" | "lower-port";
}

/** Which ends are clients: none, one, or both where source and destination stand as written in both directions. */
export interface Direction {
  readonly rule: DirectionRule;
  readonly firstIsClient: boolean;
  readonly secondIsClient: boolean;
}

/** Whether an end of some connection talks to several remote ports. */
export type FanOut = (address: string, port: number, protocol: number) => boolean;

const TCP = 6;
/** Where Linux and newer Windows begin to draw client ports (Linux 32768, Windows 49152). */
const FIRST_EPHEMERAL_PORT = 32_768;

/**
 * Tells client from server by port numbers and company: what is left when no opening was seen.
 *
 * Each test counts only where exactly one end passes it. Packet direction at an interface is no evidence, because a
 * connection has records of both.
 */
export function directionByPorts(
  connection: UndecidedConnection,
  options: DecideOptions,
  fanOut: FanOut,
): Direction {
  const { address, port, otherAddress, otherPort, protocol, seen } = connection;
  const declared = options.serverPorts ?? [];
  const tests: [DirectionRule, boolean, boolean][] = [
    ["declared-port", declared.includes(port), declared.includes(otherPort)],
    ["well-known-port", port < 1024, otherPort < 1024],
    ["well-known-port", WELL_KNOWN_PORTS.has(port), WELL_KNOWN_PORTS.has(otherPort)],
    ["ephemeral-port", otherPort >= FIRST_EPHEMERAL_PORT, port >= FIRST_EPHEMERAL_PORT],
    ["fan-out", fanOut(address, port, protocol), fanOut(otherAddress, otherPort, protocol)],
  ];
  for (const [rule, firstIsServer, secondIsServer] of tests)
    if (firstIsServer !== secondIsServer)
      return { rule, firstIsClient: secondIsServer, secondIsClient: firstIsServer };
  if (port === otherPort && protocol !== TCP)
    return { rule: "as-written", firstIsClient: (seen & 1) !== 0, secondIsClient: (seen & 2) !== 0 };
  if (port !== otherPort && options.undecided === "lower-port")
    return { rule: "lower-port", firstIsClient: otherPort < port, secondIsClient: port < otherPort };
  return { rule: "undecided", firstIsClient: false, secondIsClient: false };
}
