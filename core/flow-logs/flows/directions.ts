import type { Connections } from "./connections";
import {
  AS_WRITTEN,
  type DecideOptions,
  evidenceOf,
  FAN_OUT,
  guessesOf,
  type KnowsServer,
  ONE_WAY,
  RULES,
  SAME_ENDPOINT,
} from "./direction-evidence";
import { EndpointGraph } from "./endpoint-graph";
import { CLIENT, EndpointRoles, ruleOf, SERVER, UNKNOWN } from "./endpoint-roles";
import type { DirectionRule } from "./flow-log-stats";
import { PartnerPorts } from "./partner-ports";
import { TCP } from "./well-known-ports";

/** The decided direction of each of a set of connections, with the rule that decided it. */
export class Directions {
  /** By place: the rule's number, shifted, and a bit for each end that is a client. */
  private readonly decided: Uint8Array;

  constructor(count: number) {
    this.decided = new Uint8Array(count);
  }

  set(place: number, rule: number, clients: number): void {
    this.decided[place] = (rule << 2) | clients;
  }

  rule(place: number): DirectionRule {
    return RULES[this.decided[place]! >> 2]!;
  }

  firstIsClient(place: number): boolean {
    return (this.decided[place]! & 1) !== 0;
  }

  /**
   * Whether the second end is a client. Both are where each direction stands as written: source is client, destination
   * server.
   */
  secondIsClient(place: number): boolean {
    return (this.decided[place]! & 2) !== 0;
  }
}

/**
 * Tells client from server where no opening was seen: what is known of servers, how many partners an endpoint has in
 * all of the batch, and port numbers at last. Each test counts only where exactly one end passes it, and an endpoint is
 * server or client of all of these connections. Packet direction at an interface is no evidence, because a connection
 * has records of both.
 *
 * @param undecided numbers of the connections, all of the batch that no opening decides: the decision rests on them
 *   together, and depends neither on their order nor on that of their records
 */
export function decideDirections(
  connections: Connections,
  undecided: Uint32Array,
  knowsServer: KnowsServer,
  options: DecideOptions,
): Directions {
  const directions = new Directions(undecided.length);
  const places = placesOfEdges(connections, undecided, directions);
  const graph = new EndpointGraph(
    connections,
    places.map((place) => undecided[place]!),
  );
  const partners = new PartnerPorts(graph);
  const endpoints = new EndpointRoles(graph, partners.counts, FAN_OUT);
  const { roles } = endpoints;
  const evidence = evidenceOf(graph, partners, knowsServer, options);
  endpoints.settle(evidence);
  const guesses = guessesOf(graph, partners.counts, roles, options);
  endpoints.settle(guesses);
  for (let edge = 0; edge < places.length; edge++) {
    const [first, second] = [roles[graph.endpoints[edge * 2]!]!, roles[graph.endpoints[edge * 2 + 1]!]!];
    if (first === second || first === UNKNOWN || second === UNKNOWN) continue;
    const verdict = evidence[edge]! || guesses[edge]!;
    if (verdict === 0 && graph.isSymmetric(edge * 2)) continue;
    const agrees = verdict !== 0 && ((verdict & 1) === 0) === (first === SERVER);
    directions.set(places[edge]!, agrees ? ruleOf(verdict) : SAME_ENDPOINT, first === CLIENT ? 1 : 2);
  }
  return directions;
}

/**
 * Which of the connections the rules are applied to. Connections of equal ports without TCP stay as written where no
 * rule applies; those without ports always do. A port 0 beside another port shows only which end sent.
 */
function placesOfEdges(
  connections: Connections,
  undecided: Uint32Array,
  directions: Directions,
): Uint32Array {
  const { keys, marks } = connections;
  const places = new Uint32Array(undecided.length);
  let count = 0;
  for (let place = 0; place < undecided.length; place++) {
    const index = undecided[place]!;
    const ports = keys[index * 4 + 2]!;
    const [first, second] = [ports >>> 16, ports & 0xffff];
    const isTcp = (keys[index * 4 + 3]! & 255) === TCP;
    const seen = marks[index]! & 3;
    if (first === second && !isTcp) directions.set(place, AS_WRITTEN, seen);
    if (first !== 0 && second !== 0) places[count++] = place;
    else if (first !== second && !isTcp && seen !== 3) directions.set(place, ONE_WAY, seen);
  }
  return places.slice(0, count);
}
