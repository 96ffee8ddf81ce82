import type { EndpointGraph } from "./endpoint-graph";
import { FIRST_EPHEMERAL_PORT, TCP } from "./well-known-ports";

/** Roles of an endpoint. */
export const UNKNOWN = 0;
export const SERVER = 1;
export const CLIENT = 2;

/**
 * By connection, the verdict of a rule: 0 for none, else the rule's number, doubled, plus 1 when the second end is the
 * server.
 */
export type Verdicts = Uint8Array;

export const ruleOf = (verdict: number): number => verdict >> 1;

/** One vote of a strong rule weighs more than all of the weak ones. */
const STRONG_VOTE = 2 ** 24;
/** Number above those of all rules. */
const NO_RULE = 255;
/** Bits by which a role is shifted until all roles of its round are known. */
const SOON = 2;

/**
 * Gives each endpoint one role, server or client, by a vote of the verdicts on its connections; then to those that
 * have no verdict by the roles of their partners. No step depends on the order of connections.
 */
export class EndpointRoles {
  /** By endpoint. */
  readonly roles: Uint8Array;
  /** Endpoints that have just got a role. */
  private readonly fresh: Uint32Array;

  /**
   * @param partnerPorts by endpoint, how many different ports it has connections with
   * @param weakest number of the last rule whose vote is strong; those before it are stronger
   */
  constructor(
    private readonly graph: EndpointGraph,
    private readonly partnerPorts: Uint32Array,
    private readonly weakest: number,
  ) {
    this.roles = new Uint8Array(graph.size);
    this.fresh = new Uint32Array(graph.size);
  }

  /** Gives roles by these verdicts. An endpoint that has a role keeps it. */
  settle(verdicts: Verdicts): void {
    const { roles, fresh, graph } = this;
    let count = 0;
    for (let endpoint = 0; endpoint < graph.size; endpoint++) {
      if (roles[endpoint] !== UNKNOWN) continue;
      const role = this.byVerdicts(endpoint, verdicts);
      if (role === UNKNOWN) continue;
      roles[endpoint] = role;
      fresh[count++] = endpoint;
    }
    this.spread(count);
  }

  /**
   * Partners of a server are clients, and the other way round; one step at a time, so that the nearest endpoints
   * decide.
   */
  private spread(count: number): void {
    const { roles, fresh, graph } = this;
    const { starts, ends, endpoints } = graph;
    for (let [from, to] = [0, count]; from < to; ) {
      let next = to;
      for (let index = from; index < to; index++) {
        const endpoint = fresh[index]!;
        for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++) {
          const partner = endpoints[ends[at]! ^ 1]!;
          if (roles[partner] !== UNKNOWN || graph.isSymmetric(ends[at]!)) continue;
          roles[partner] = this.byPartners(partner) << SOON;
          fresh[next++] = partner;
        }
      }
      for (let index = to; index < next; index++) roles[fresh[index]!]! >>= SOON;
      [from, to] = [to, next];
    }
  }

  private byVerdicts(endpoint: number, verdicts: Verdicts): number {
    const { starts, ends } = this.graph;
    let sum = 0;
    let [asServer, asClient] = [NO_RULE, NO_RULE];
    for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++) {
      const end = ends[at]!;
      const verdict = verdicts[end >> 1]!;
      if (verdict === 0) continue;
      const rule = ruleOf(verdict);
      const vote = rule <= this.weakest ? STRONG_VOTE : 1;
      if ((verdict & 1) === (end & 1)) {
        sum += vote;
        asServer = Math.min(asServer, rule);
      } else {
        sum -= vote;
        asClient = Math.min(asClient, rule);
      }
    }
    if (asServer === asClient && asServer === NO_RULE) return UNKNOWN;
    return sum === 0 ? this.byItself(endpoint, asClient - asServer) : roleOf(sum);
  }

  private byPartners(endpoint: number): number {
    const { graph, roles } = this;
    const { starts, ends, endpoints } = graph;
    let sum = 0;
    for (let at = starts[endpoint]!; at < starts[endpoint + 1]!; at++) {
      const role = roles[endpoints[ends[at]! ^ 1]!];
      if (graph.isSymmetric(ends[at]!)) continue;
      if (role === CLIENT) sum++;
      else if (role === SERVER) sum--;
    }
    return sum === 0 ? this.byItself(endpoint, 0) : roleOf(sum);
  }

  /** The role where the votes are equal. A TCP client seldom has one port in two connections, a server always. */
  private byItself(endpoint: number, preference: number): number {
    const { graph, partnerPorts } = this;
    const end = graph.ends[graph.starts[endpoint]!]!;
    if ((graph.protocol(end) & 255) === TCP && partnerPorts[endpoint]! > 1) return SERVER;
    return roleOf(preference === 0 ? FIRST_EPHEMERAL_PORT - graph.port(end) : preference);
  }
}

function roleOf(sum: number): number {
  return sum > 0 ? SERVER : CLIENT;
}
