import type { PceConnection } from "../../clients/pce";
import { PceApi } from "../../clients/pce/pce-api";

/**
 * The people who write the policy for the orders database, by plain calls of the PCE: no program manages it. They write
 * drafts, which change nothing until they are provisioned.
 */
export class SecurityTeam {
  readonly #pce: PceApi;
  /** Hrefs of drafts that wait to be provisioned. */
  readonly #pending = new Set<string>();
  /** What every rule has. */
  #rule: { readonly providers: readonly object[]; readonly ingress_services: readonly object[] } | undefined;
  #ruleSet = "";

  constructor(connection: PceConnection) {
    this.#pce = PceApi.open(connection, {});
  }

  close(): Promise<void> {
    return this.#pce.close();
  }

  /** Makes the labels, and drafts a rule set: the shop's web servers and the office may consume the orders database. */
  async writePolicy(): Promise<void> {
    const label = async (key: string, value: string) => ({
      label: { href: await this.#made("labels", { key, value }) },
    });
    const [db, web] = [await label("role", "db"), await label("role", "web")];
    const [orders, shop] = [await label("app", "orders"), await label("app", "shop")];
    const prod = await label("env", "prod");
    const ports = [{ proto: 6, port: 1433 }];
    const service = await this.#draft("services", { name: "SQL Server", service_ports: ports });
    this.#ruleSet = await this.#draft("rule_sets", { name: "Orders database", scopes: [[orders, prod]] });
    this.#rule = { providers: [db], ingress_services: [{ href: service }] };
    await this.#allow("shop to orders", [web, shop]);
    await this.allowAddresses("office to orders", "Office", "10.8.0.0/16");
  }

  /** Drafts a rule for an IP list of its own. */
  async allowAddresses(description: string, listName: string, range: string): Promise<void> {
    const list = { name: listName, ip_ranges: [{ from_ip: range }] };
    await this.#allow(description, [{ ip_list: { href: await this.#draft("ip_lists", list) } }]);
  }

  /** Puts the drafts of the team into force, and nobody else's. */
  async provision(): Promise<void> {
    const change_subset: Record<string, { href: string }[]> = {};
    for (const href of this.#pending) {
      const kind = href.split("/").at(-2)!;
      change_subset[kind] = [...(change_subset[kind] ?? []), { href }];
    }
    await this.#made("sec_policy", { update_description: "Orders database", change_subset });
    this.#pending.clear();
  }

  /** Consumers are outside the scope of the rule set. */
  async #allow(description: string, consumers: readonly object[]): Promise<void> {
    await this.#post(`${this.#ruleSet}/sec_rules`, {
      ...this.#rule,
      description,
      consumers,
      enabled: true,
      unscoped_consumers: true,
      resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
    });
    this.#pending.add(this.#ruleSet);
  }

  async #draft(kind: string, body: object): Promise<string> {
    const href = await this.#made(`sec_policy/draft/${kind}`, body);
    this.#pending.add(href);
    return href;
  }

  /** @returns href of what was made */
  #made(collection: string, body: object): Promise<string> {
    return this.#post(this.#pce.org(collection), body);
  }

  async #post(path: string, json: object): Promise<string> {
    const answer = await this.#pce.send({ method: "POST", path, json });
    return (JSON.parse(answer.body.toString()) as { href: string }).href;
  }
}
