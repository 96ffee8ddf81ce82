import { isHttpStatusError } from "../../../core/errors";
import type { Claim } from "../../../core/reconcile/claim";
import type { ChangeKind, ReconciledSystem, Refusal } from "../../../core/reconcile/reconciled-system";
import { admittedText, type ObservedServer, ruleKey, type SqlRule } from "../../../core/sql-firewall";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import type { SqlServer } from "./sql-server";

/** The part of a declaration that its rules on a server depend on. */
export interface FirewallOnServer {
  /** Name of the declaration. */
  readonly name: string;
  /** Name of the server. */
  readonly serverName: string;
  /** Beginning of the names of its rules. */
  readonly subject: string;
  readonly markerAddress: string;
}

export interface SystemOptions {
  /** Whether removals are sent before additions, because there is no room otherwise. @default additions come first */
  readonly removalsFirst?: boolean;
  /** Rules of others that may be removed too, as the plan names them. */
  readonly foreign?: readonly SqlRule[];
}

/** Calls that are made at the same time. */
const CALLS_AT_ONCE = 8;

/** One declaration on one server: its rules, and the marker rules that are claims to its names. */
export class SqlFirewallSystem implements ReconciledSystem<SqlRule> {
  readonly title: string;
  readonly place: string;
  readonly system = "Azure";
  readonly first: ChangeKind;
  readonly entriesPerCall = CALLS_AT_ONCE;
  readonly #foreign: ReadonlySet<string>;
  /** Why the server takes no changes at all, once it said so. */
  #refusal: string | undefined;

  constructor(
    private readonly server: SqlServer,
    private readonly firewall: FirewallOnServer,
    { removalsFirst = false, foreign = [] }: SystemOptions = {},
  ) {
    this.title = `firewall ${firewall.name}`;
    this.place = placeName(firewall.serverName);
    this.first = removalsFirst ? "remove" : "add";
    this.#foreign = new Set(foreign.map(ruleKey));
  }

  keyOf(rule: SqlRule): string {
    return ruleKey(rule);
  }

  changeText(kind: ChangeKind, rule: SqlRule): string {
    return `${kind === "add" ? "put" : "remove"} ${rule.name} (${admittedText(rule)})`;
  }

  async observe(): Promise<{ claims: readonly Claim[]; entries: ReadonlyMap<string, SqlRule> }> {
    const server = await this.server.read();
    const { revisions, begun, former } = server.observed(this.firewall.subject);
    return { claims: [...revisions, ...begun, ...former], entries: this.#entriesIn(server) };
  }

  async readEntries(): Promise<ReadonlyMap<string, SqlRule>> {
    return this.#entriesIn(await this.server.read());
  }

  async change(kind: ChangeKind, rules: readonly SqlRule[]): Promise<Refusal<SqlRule>[]> {
    const send = (rule: SqlRule) => this.#send(kind, rule);
    const ip = await Promise.all(rules.filter((rule) => rule.kind === "ip").map(send));
    const network: Refusal<SqlRule>[][] = [];
    // Azure carries out one change of network rules of a server at a time.
    for (const rule of rules.filter(({ kind: of }) => of === "network")) network.push(await send(rule));
    return [...ip, ...network].flat();
  }

  async hasClaim({ mark }: Pick<Claim, "mark">): Promise<boolean> {
    return (await this.server.read()).has(`ip ${mark}`);
  }

  /** The marker rule stands for the marker address, whatever somebody made of it. */
  writeClaim({ mark }: Pick<Claim, "mark">): Promise<void> {
    return this.server.put({ kind: "ip", name: mark, ...ipv4Of(this.firewall.markerAddress) });
  }

  removeClaim({ mark }: Pick<Claim, "mark">): Promise<void> {
    return this.server.remove({ kind: "ip", name: mark });
  }

  #entriesIn(server: ObservedServer): ReadonlyMap<string, SqlRule> {
    const own = [...server.observed(this.firewall.subject).own.values()];
    const foreign = server.rules().filter((rule) => this.#foreign.has(ruleKey(rule)));
    return new Map([...own, ...foreign].map((rule) => [ruleKey(rule), rule]));
  }

  async #send(kind: ChangeKind, rule: SqlRule): Promise<Refusal<SqlRule>[]> {
    if (this.#refusal !== undefined) return [{ entry: rule, reason: this.#refusal }];
    try {
      await (kind === "add" ? this.server.put(rule) : this.server.remove(rule));
      return [];
    } catch (error) {
      const reason = (error as Error).message;
      if (concernsServer(error)) this.#refusal = reason;
      return [{ entry: rule, reason }];
    }
  }
}

export function placeName(serverName: string): string {
  return `server ${serverName}`;
}

/** Codes of errors after which no other change of the server succeeds either. */
const OF_SERVER = [
  "AuthorizationFailed",
  "DenyPublicEndpointEnabled",
  "FirewallChangesDeniedBecausePublicEndpointDisabled",
  "InvalidSubscriptionId",
  "MissingSubscriptionRegistration",
  "ParentResourceNotFound",
  "ResourceGroupNotFound",
  "ResourceNotFound",
  "ScopeLocked",
  "ServerNotInSubscriptionResourceGroup",
  "SubscriptionDoesNotHaveServer",
  "SubscriptionNotFound",
];

function concernsServer(error: unknown): boolean {
  if (!isHttpStatusError(error)) return false;
  return error.status === 401 || error.tokens.some((code) => OF_SERVER.includes(code));
}
