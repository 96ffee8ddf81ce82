import type { Answer, Call } from "../sandbox/pce/pce-call";

/** What a rule says; every attribute may be overwritten. */
export interface RuleBody {
  readonly providers: readonly object[];
  readonly consumers: readonly object[];
  readonly ingress_services?: readonly object[];
  readonly [attribute: string]: unknown;
}

/**
 * Writes policy by the calls that an administrator's tools make: drafts, then provisioning. For a simulator that a test
 * has: `new PolicyAuthor(callsTo(pce).call)`.
 */
export class PolicyAuthor {
  constructor(
    private readonly call: Call,
    private readonly org = "/orgs/1",
  ) {}

  get draft(): string {
    return `${this.org}/sec_policy/draft`;
  }

  async label(key: string, value: string): Promise<string> {
    return this.made("labels", await this.call("POST", `${this.org}/labels`, { body: { key, value } }));
  }

  async workload(name: string, address: string, labels: readonly string[], more = {}): Promise<string> {
    const body = {
      name,
      interfaces: [{ name: "eth0", address }],
      labels: labels.map((href) => ({ href })),
      ...more,
    };
    return this.made("workloads", await this.call("POST", `${this.org}/workloads`, { body }));
  }

  /** @param ranges as `10.0.0.0/8`, `10.0.0.1` or `10.0.0.1-10.0.0.9`, excluded with a `!` before them */
  async ipList(name: string, ranges: readonly string[], more = {}): Promise<string> {
    const ip_ranges = ranges.map((text) => {
      const [from_ip = "", to_ip] = text.replace("!", "").split("-");
      const range = to_ip === undefined ? { from_ip } : { from_ip, to_ip };
      return { ...range, exclusion: text.startsWith("!") };
    });
    return this.object("ip_lists", { name, ip_ranges, ...more });
  }

  async service(name: string, service_ports: readonly object[]): Promise<string> {
    return this.object("services", { name, service_ports });
  }

  /** @param scopes hrefs of labels and label groups */
  async ruleSet(name: string, scopes: readonly (readonly string[])[] = [[]], more = {}): Promise<string> {
    return this.object("rule_sets", { name, scopes: scopes.map((scope) => scope.map(target)), ...more });
  }

  /** Adds a rule that allows. */
  async rule(ruleSet: string, body: RuleBody): Promise<string> {
    const defaults = {
      enabled: true,
      ingress_services: [{ proto: 6, port: 443 }],
      resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
    };
    const path = `${ruleSet}/sec_rules`;
    return this.made(path, await this.call("POST", path, { body: { ...defaults, ...body } }));
  }

  /** Adds a rule that denies. */
  async denyRule(ruleSet: string, body: RuleBody): Promise<string> {
    const defaults = { enabled: true, ingress_services: [{ proto: 6, port: 443 }] };
    const path = `${ruleSet}/deny_rules`;
    return this.made(path, await this.call("POST", path, { body: { ...defaults, ...body } }));
  }

  /** Creates any policy object of the draft. @returns its href */
  async object(kind: string, body: object): Promise<string> {
    const path = `${this.draft}/${kind}`;
    return this.made(path, await this.call("POST", path, { body }));
  }

  async change(href: string, body: object): Promise<void> {
    this.expectStatus(204, href, await this.call("PUT", href, { body }));
  }

  async remove(href: string): Promise<void> {
    this.expectStatus(204, href, await this.call("DELETE", href));
  }

  /** Puts the objects into force, or everything that is pending. @returns the number of the version */
  async provision(...hrefs: readonly string[]): Promise<number> {
    const subset: Record<string, { href: string }[]> = {};
    for (const href of hrefs) {
      const kind = href.split("/")[5]!;
      subset[kind] = [...(subset[kind] ?? []), { href }];
    }
    const body = {
      update_description: "test",
      ...(hrefs.length === 0 ? {} : { change_subset: subset }),
    };
    const answer = await this.call("POST", `${this.org}/sec_policy`, { body });
    this.expectStatus(201, "sec_policy", answer);
    return answer.json.version;
  }

  private made(path: string, answer: Answer): string {
    this.expectStatus(201, path, answer);
    return answer.json.href;
  }

  private expectStatus(status: number, path: string, answer: Answer): void {
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  }
}

/** A label or label group as a scope or a rule names it. */
export const target = (href: string): object =>
  href.includes("/label_groups/") ? { label_group: { href } } : { label: { href } };
