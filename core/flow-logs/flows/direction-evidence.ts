import type { EndpointGraph } from "./endpoint-graph";
import { UNKNOWN, type Verdicts } from "./endpoint-roles";
import type { DirectionRule } from "./flow-log-stats";
import { HAS_MANY_CLIENTS, HAS_MANY_SERVERS, ORDINARY, type PartnerPorts } from "./partner-ports";
import type { Undecided } from "./undecided";
import { FIRST_EPHEMERAL_PORT, isServicePort, TCP } from "./well-known-ports";

export interface DecideOptions {
  /** Ports on which the user knows servers to listen. */
  readonly serverPorts?: readonly number[];
  /** What happens to a flow that nothing decides. @default "drop" */
  readonly undecided?: Undecided;
}

/** Whether an endpoint was seen taking connections. @param protocol marked for IPv6 as in `Connections` */
export type KnowsServer = (address: number, port: number, protocol: number) => boolean;

/** Numbers of the rules in verdicts, strongest first. */
const LEARNED = 1;
const DECLARED = 2;
export const FAN_OUT = 3;
const KNOWN_PORT = 4;
const EPHEMERAL = 5;
export const ONE_WAY = 6;
const LOWER_PORT = 7;
/** Numbers of the outcomes that are no verdict of a rule. */
export const SAME_ENDPOINT = 8;
export const AS_WRITTEN = 9;

/** Names of rules and outcomes by these numbers. */
export const RULES: readonly DirectionRule[] = [
  "undecided",
  "learned-server",
  "declared-port",
  "fan-out",
  "well-known-port",
  "ephemeral-port",
  "one-way",
  "lower-port",
  "same-endpoint",
  "as-written",
];

/** The verdict of the strongest rule that applies to each connection; 0 where none applies. */
export function evidenceOf(
  graph: EndpointGraph,
  partners: PartnerPorts,
  knowsServer: KnowsServer,
  { serverPorts = [] }: DecideOptions,
): Verdicts {
  const known = new Uint8Array(graph.size);
  const company = new Uint8Array(graph.size);
  for (let endpoint = 0; endpoint < graph.size; endpoint++) {
    const end = graph.ends[graph.starts[endpoint]!]!;
    known[endpoint] = knowsServer(graph.address(end), graph.port(end), graph.protocol(end)) ? 1 : 0;
    company[endpoint] = partners.company(endpoint);
  }
  const isDeclared = new Uint8Array(65_536);
  for (const port of serverPorts) isDeclared[port] = 1;

  const verdicts = new Uint8Array(graph.edges.length);
  for (let edge = 0; edge < verdicts.length; edge++) {
    const [end, otherEnd] = [edge * 2, edge * 2 + 1];
    const [first, second] = [graph.endpoints[end]!, graph.endpoints[otherEnd]!];
    const [port, otherPort] = [graph.port(end), graph.port(otherEnd)];
    verdicts[edge] =
      verdict(LEARNED, known[first] === 1, known[second] === 1) ||
      verdict(DECLARED, isDeclared[port] === 1, isDeclared[otherPort] === 1) ||
      byCompany(company[first]!, company[second]!) ||
      verdict(KNOWN_PORT, port < 1024, otherPort < 1024) ||
      verdict(KNOWN_PORT, isServicePort(port), isServicePort(otherPort)) ||
      verdict(EPHEMERAL, otherPort >= FIRST_EPHEMERAL_PORT, port >= FIRST_EPHEMERAL_PORT) ||
      ((graph.protocol(end) & 255) === TCP || port === otherPort
        ? 0
        : verdict(ONE_WAY, graph.hasSent(otherEnd), graph.hasSent(end)));
  }
  return verdicts;
}

/**
 * Guesses where neither end has a role: in TCP the end with several partner ports is the server; else, if the user
 * asked for it, the end with the lower port.
 */
export function guessesOf(
  graph: EndpointGraph,
  partnerPorts: Uint32Array,
  roles: Uint8Array,
  { undecided }: DecideOptions,
): Verdicts {
  const verdicts = new Uint8Array(graph.edges.length);
  for (let edge = 0; edge < verdicts.length; edge++) {
    const [end, otherEnd] = [edge * 2, edge * 2 + 1];
    const [first, second] = [graph.endpoints[end]!, graph.endpoints[otherEnd]!];
    if (roles[first] !== UNKNOWN || roles[second] !== UNKNOWN) continue;
    const isTcp = (graph.protocol(end) & 255) === TCP;
    const [port, otherPort] = [graph.port(end), graph.port(otherEnd)];
    verdicts[edge] =
      (isTcp ? verdict(FAN_OUT, partnerPorts[first]! > 1, partnerPorts[second]! > 1) : 0) ||
      (undecided === "lower-port" ? verdict(LOWER_PORT, port < otherPort, otherPort < port) : 0);
  }
  return verdicts;
}

function byCompany(first: number, second: number): number {
  return (
    verdict(FAN_OUT, first === HAS_MANY_CLIENTS, second === HAS_MANY_CLIENTS) ||
    (first === ORDINARY || second === ORDINARY
      ? verdict(FAN_OUT, second === HAS_MANY_SERVERS, first === HAS_MANY_SERVERS)
      : 0)
  );
}

function verdict(rule: number, firstIsServer: boolean, secondIsServer: boolean): number {
  return firstIsServer === secondIsServer ? 0 : (rule << 1) | (secondIsServer ? 1 : 0);
}
