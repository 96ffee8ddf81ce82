import { readFileSync } from "node:fs";
import tls from "node:tls";
import type { TokenCredential } from "@azure/core-auth";
import { PceClient, pceConnectionFromEnvironment } from "../../../../clients/pce";
import { readPolicyFacts } from "../../../../clients/pce/policy";
import type { SqlFirewallDefinition } from "../../../../core/sql-firewall";
import { applyPlans } from "../../../../reconcilers/sql-firewall/apply/run";
import { planAll } from "../../../../reconcilers/sql-firewall/plan/plan-all";
import { SqlServers } from "../../../../reconcilers/sql-firewall/server/sql-servers";
import type { PceSimulator } from "../../../../sandbox/pce";
import { type SqlScene, sqlScene } from "../../../sandbox/azure/support/sql-scene";
import { type Call, startWithCall } from "../../../sandbox/pce/pce-call";
import { pceEnvironment } from "../../../support/environments";
import { PolicyAuthor, target } from "../../../support/pce-policy";
import { InProcessStack } from "../in-process-stack";

const TYPES = ["firewallRules", "virtualNetworkRules"] as const;

/** A server of Azure SQL, for all tests of a file. Its writes are recorded as the server takes them. */
export class AzureSide {
  /** `+ name` for a rule that was put, `- name` for one that was deleted, since the last {@link reset}. */
  readonly writes: string[] = [];
  /** How many more writes, those of marker rules included, the server takes before it answers nobody. */
  private left = Number.POSITIVE_INFINITY;
  private readonly trusted = tls.getCACertificates("default");

  private constructor(readonly sql: SqlScene) {}

  static async open(): Promise<AzureSide> {
    const side = new AzureSide(await sqlScene());
    const { resources, caFile } = side.sql.cloud;
    tls.setDefaultCACertificates([...side.trusted, readFileSync(caFile, "utf8")]);
    const put = resources.put.bind(resources);
    const remove = resources.delete.bind(resources);
    resources.put = (id, body) => {
      side.note("+", id);
      return put(id, body);
    };
    resources.delete = (id) => {
      if (resources.get(id)) side.note("-", id);
      return remove(id);
    };
    return side;
  }

  /** Servers as a run of its own has them. @param principalId who calls; the deployer by default */
  servers(principalId = this.sql.cloud.access.deployer.objectId): SqlServers {
    const { access, armEndpoint } = this.sql.cloud;
    const cloud = {
      resourceManager: armEndpoint,
      audience: "https://management.azure.com",
      authority: armEndpoint,
      isCustom: true,
    };
    const credential: TokenCredential = {
      getToken: async (scope) => {
        const { token, expiresOn } = access.issue(principalId, String(scope).replace("/.default", ""));
        return { token, expiresOnTimestamp: expiresOn * 1000 };
      },
    };
    return new SqlServers({ of: "SqlFirewall", deployer: async () => ({ cloud, credential }) });
  }

  /** What IP rules admit, by their names; markers aside. */
  rules(): Record<string, string> {
    const rules = this.sql.cloud.resources.list("Microsoft.Sql/servers/firewallRules");
    return Object.fromEntries(
      rules
        .filter(({ name }) => !isMark(name))
        .map(({ name, properties: { startIpAddress, endIpAddress } }) => [
          name,
          `${startIpAddress}-${endIpAddress}`,
        ]),
    );
  }

  /** Ranges that IP rules admit, markers aside, sorted. */
  ranges(): string[] {
    return Object.values(this.rules()).sort();
  }

  marks(): string[] {
    return this.sql.names().filter(isMark);
  }

  /** Puts a rule as a person in the portal does it. */
  async byHand(name: string, start: string, end = start): Promise<void> {
    const properties = { startIpAddress: start, endIpAddress: end };
    await this.sql.arm.put(`${this.sql.serverId}/firewallRules/${name}`, { properties });
    this.writes.length = 0;
  }

  /** The server takes so many writes, and nothing reaches it after them: as if the run had been killed there. */
  cutAfter(writes: number): void {
    this.left = writes;
    if (writes === 0) this.cut();
  }

  /** The server answers again. */
  mend(): void {
    this.left = Number.POSITIVE_INFINITY;
    this.sql.cloud.outages.endAll();
  }

  async removeByHand(name: string): Promise<void> {
    await this.sql.arm.call("DELETE", `${this.sql.serverId}/firewallRules/${name}`);
    this.writes.length = 0;
  }

  async publicAccess(publicNetworkAccess: "Enabled" | "Disabled"): Promise<void> {
    await this.sql.arm.call("PATCH", this.sql.serverId, { properties: { publicNetworkAccess } });
  }

  async reset(): Promise<void> {
    const { cloud } = this.sql;
    this.mend();
    for (const type of TYPES)
      for (const { id } of cloud.resources.list(`Microsoft.Sql/servers/${type}`))
        await cloud.resources.delete(id);
    this.writes.length = 0;
  }

  async close(): Promise<void> {
    tls.setDefaultCACertificates(this.trusted);
    await this.sql.close();
  }

  private cut(): void {
    this.sql.cloud.outages.begin({ service: "arm", status: 400, code: "Cut" });
  }

  private note(sign: "+" | "-", id: string): void {
    const name = id.split("/").at(-1)!;
    if (!/\/(firewallRules|virtualNetworkRules)\//i.test(id)) return;
    if (!isMark(name)) this.writes.push(`${sign} ${name}`);
    this.left -= 1;
    if (this.left === 0) this.cut();
  }
}

const isMark = (name: string) => /\.(rev|new|was)\.[0-9a-z]{16}/.test(name);

/** A PCE with a policy that its administrators write, and stacks in this process that declare a firewall by it. */
export class FirewallScene {
  private constructor(
    readonly azure: AzureSide,
    readonly pce: PceSimulator,
    readonly author: PolicyAuthor,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(azure: AzureSide): Promise<FirewallScene> {
    const { pce, call, close } = await startWithCall({ seed: 1 });
    return new FirewallScene(azure, pce, new PolicyAuthor(call as Call), close);
  }

  stack(program: string, options: { name?: string; servers?: () => SqlServers } = {}): InProcessStack {
    const { name, servers = () => this.azure.servers() } = options;
    const stack = new InProcessStack({
      pce: this.pce,
      sqlServers: servers,
      ...(name !== undefined && { name }),
    });
    stack.program = program;
    return stack;
  }

  /** A rule set in the draft by which `role=web` may consume `role=db` on TCP 1433. @returns its href */
  async ruleSet(name = "orders", consumer = "web"): Promise<string> {
    const role = async (value: string) => this.label("role", value);
    const ruleSet = await this.author.ruleSet(name);
    await this.author.rule(ruleSet, {
      providers: [target(await role("db"))],
      consumers: [target(await role(consumer))],
      ingress_services: [{ proto: 6, port: 1433 }],
      description: `${consumer} to db`,
    });
    return ruleSet;
  }

  /** Href of a label, which is made where there is none. */
  async label(key: string, value: string): Promise<string> {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...this.pce.store.table("labels").live()] as any[];
    const found = rows.find((row) => row.key === key && row.value === value);
    return found?.href ?? this.author.label(key, value);
  }

  /** A workload that nobody's program declares. */
  async workload(name: string, address: string, role: string): Promise<string> {
    return this.author.workload(name, address, [await this.label("role", role)]);
  }

  /** A provisioned rule set by which web may consume db, and one workload of each. */
  async policy(addresses: Readonly<Record<string, string>> = { web01: "52.10.0.1" }): Promise<void> {
    await this.ruleSet();
    await this.author.provision();
    await this.workload("orders", "10.9.0.1", "db");
    for (const [name, address] of Object.entries(addresses)) await this.workload(name, address, "web");
  }

  /** A program with a firewall only, for workloads that others made. */
  firewall(more = "", name = "orders-db"): string {
    return `new SqlFirewall(${JSON.stringify(name)}, ${this.args(more)});`;
  }

  /** Arguments of a firewall, as JavaScript. */
  args(more = ""): string {
    return `{
      server: ${JSON.stringify(this.azure.sql.place)},
      provider: { labels: { role: { anyOf: ["db"] } } }, ${more}
    }`;
  }

  /** What `sql-sync --apply` does with a firewall. */
  async sync(definition: unknown): Promise<void> {
    const firewall = definition as SqlFirewallDefinition;
    const server = await this.azure.servers().open(firewall.server);
    const client = new PceClient(pceConnectionFromEnvironment(pceEnvironment(this.pce)));
    try {
      const readPolicy = () => readPolicyFacts(client);
      const { plans, failures } = await planAll([firewall], { readPolicy, server: () => server });
      const refused = await applyPlans(plans, { say: () => undefined });
      expect([failures, refused]).toEqual([[], []]);
    } finally {
      await client.close();
    }
  }

  close(): Promise<void> {
    return this.end();
  }
}
