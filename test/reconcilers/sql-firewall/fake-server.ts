import { ipv4Number } from "../../../core/addresses/ipv4";
import { ConflictError, HttpStatusError, NotFoundError } from "../../../core/errors";
import type {
  ListedNetworkRule,
  ListedRule,
  SqlServerRules,
} from "../../../reconcilers/sql-firewall/server/sql-server-rules";

/** IP rules that Azure takes for one server. */
const MOST_RULES = 256;

/** The firewall of a server as Azure has it, in memory; names of resources ignore case. */
export class FakeServer {
  readonly rules = new Map<string, ListedRule>();
  readonly networkRules = new Map<string, ListedNetworkRule>();
  publicNetworkAccess = "Enabled";
  /** Set where every call is refused: status and code of the error. */
  refusal: readonly [status: number, code: string] | undefined;
  /** Set where calls that write are refused. */
  lock: readonly [status: number, code: string] | undefined;
  /** Most rules that there ever were at one time. */
  most = 0;
  readonly #shown = { ip: new Shown<ListedRule>(), network: new Shown<ListedNetworkRule>() };

  /** @param lag by how many writes a list is behind that is the n-th after the last write; a later list is never older */
  constructor(private readonly lag?: (lists: number) => number) {}

  clone(): FakeServer {
    const copy = new FakeServer(this.lag);
    for (const [key, rule] of this.rules) copy.rules.set(key, rule);
    for (const [key, rule] of this.networkRules) copy.networkRules.set(key, rule);
    return copy;
  }

  put(rule: ListedRule): void {
    const key = rule.name.toLowerCase();
    if (rule.name === "" || rule.name.length > 128 || /[/\\?#%]|\.$/.test(rule.name))
      throw error(400, "FirewallRuleNameTooLong", rule.name);
    const [start, end] = [ipv4Number(rule.start), ipv4Number(rule.end)];
    if (start === undefined || end === undefined) throw error(400, "FirewallRuleNotIPv4Address", rule.name);
    if (start > end) throw error(400, "FirewallRuleInvalidRange", rule.name);
    if (!this.rules.has(key) && this.rules.size >= MOST_RULES)
      throw error(400, "TooManyFirewallRules", rule.name);
    this.#shown.ip.written(this.rules.values());
    this.rules.set(key, { ...rule, name: this.rules.get(key)?.name ?? rule.name });
    this.most = Math.max(this.most, this.rules.size);
  }

  /** 204 on an absent rule is a success too. */
  remove(name: string): void {
    this.#shown.ip.written(this.rules.values());
    this.rules.delete(name.toLowerCase());
  }

  putNetwork(rule: ListedNetworkRule): void {
    if (!/^[a-z]([a-z0-9-]{0,62}[a-z0-9])?$/i.test(rule.name))
      throw error(400, "InvalidResourceName", rule.name);
    this.#shown.network.written(this.networkRules.values());
    this.networkRules.set(rule.name.toLowerCase(), { ...rule, state: "Ready" });
  }

  removeNetwork(name: string): void {
    this.#shown.network.written(this.networkRules.values());
    this.networkRules.delete(name.toLowerCase());
  }

  list(): readonly ListedRule[] {
    return this.#shown.ip.list([...this.rules.values()], this.lag);
  }

  listNetwork(): readonly ListedNetworkRule[] {
    return this.#shown.network.list([...this.networkRules.values()], this.lag);
  }

  /** Refuses a call as the server stands. */
  refuse(writes: boolean): void {
    if (this.refusal) throw error(...this.refusal, "the server");
    if (writes && this.lock) throw error(...this.lock, "the server");
    if (writes && this.publicNetworkAccess === "Disabled")
      throw error(400, "DenyPublicEndpointEnabled", "the server");
  }

  /** All rules, whatever their order. Which creation wrote a claim is left out. */
  picture(isMeant: (name: string) => boolean = () => true): string {
    const [rules, network] = [[...this.rules.values()], [...this.networkRules.values()]];
    return [
      ...rules.map(({ name, start, end }) => [name, `${start}-${end}`]),
      ...network.map(({ name, subnetId }) => [name, subnetId]),
    ]
      .filter(([name]) => isMeant(name!))
      .map(([name, admits]) => `${name!.replace(/\.[0-9a-f]{8}$/, "")} ${admits}`)
      .sort()
      .join("\n");
  }
}

/** What lists show of a collection: a state that is not older than the one that was shown before. */
class Shown<Rule> {
  readonly #states: (readonly Rule[])[] = [];
  #at = 0;
  #lists = 0;

  /** @param rules before the write */
  written(rules: Iterable<Rule>): void {
    this.#states.push([...rules]);
    this.#lists = 0;
  }

  list(now: readonly Rule[], lag: (lists: number) => number = () => 0): readonly Rule[] {
    this.#at = Math.max(this.#at, this.#states.length - lag(this.#lists++));
    return this.#states[this.#at] ?? now;
  }
}

function error(status: number, code: string, what: string): HttpStatusError {
  const Class = status === 404 ? NotFoundError : status === 409 ? ConflictError : HttpStatusError;
  return new Class({ service: "Azure", status, request: `PUT ${what}`, tokens: [code], detail: code });
}

/** Where a process ends for good: at which call, before it is carried out or after it. */
export interface Kill {
  readonly call: number;
  readonly carriedOut: boolean;
}

/** A process that calls the server, until it is killed. */
export class Connection implements SqlServerRules {
  calls = 0;
  /** Calls that wrote. */
  writes = 0;
  readonly killed: Promise<"killed">;
  private die = (): void => undefined;

  /** @param before is awaited before each call, with its number */
  constructor(
    readonly server: FakeServer,
    private readonly kill?: Kill,
    private readonly before: (call: number) => Promise<unknown> = async () => undefined,
  ) {
    this.killed = new Promise((resolve) => {
      this.die = () => resolve("killed");
    });
  }

  readServer() {
    const { publicNetworkAccess } = this.server;
    const server = { id: "/servers/orders-sql", location: "westeurope", publicNetworkAccess };
    return this.call(false, () => server);
  }

  list() {
    return this.call(false, () => this.server.list());
  }

  listNetworkRules() {
    return this.call(false, () => this.server.listNetwork());
  }

  put(rule: ListedRule) {
    return this.call(true, () => this.server.put(rule));
  }

  remove(name: string) {
    return this.call(true, () => this.server.remove(name));
  }

  putNetworkRule(rule: ListedNetworkRule) {
    return this.call(true, () => this.server.putNetwork(rule));
  }

  removeNetworkRule(name: string) {
    return this.call(true, () => this.server.removeNetwork(name));
  }

  private async call<T>(writes: boolean, work: () => T): Promise<T> {
    this.calls += 1;
    const number = this.calls;
    if (writes) this.writes += 1;
    const { kill } = this;
    if (kill && number > kill.call) return new Promise(() => undefined);
    await this.before(number);
    const isLast = number === kill?.call;
    let result: T | undefined;
    if (!isLast || kill.carriedOut) {
      this.server.refuse(writes);
      result = work();
    }
    if (!isLast) return result as T;
    this.die();
    return new Promise(() => undefined);
  }
}
