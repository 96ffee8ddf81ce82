import type { SqlFirewallSyncArgs } from "../../../../components/pulumi/azure";
import { Checks } from "../../../../core/checks";
import type {
  SqlFirewallLog,
  SqlSyncLog,
  SqlSyncLogLine,
} from "../../../../core/contracts/azure/sql-sync-log";
import {
  checkFirewall,
  firewallRevision,
  markerName,
  type SqlFirewallDefinition,
} from "../../../../core/sql-firewall";
import { PLATFORM } from "../../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { type AzurePlaces, furnish } from "../../../../sandbox/azure/topology/furnish";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { InProcessAzureStack } from "../../../dynamic-providers/stacks/in-process-azure-stack";
import { callsTo } from "../../../sandbox/pce/pce-call";
import { PolicyAuthor, target } from "../../../support/pce-policy";

const MINUTE = 60_000;
const RULES = "Microsoft.Sql/servers/firewallRules";

/** Public address from which the private ones of the office come, and that of a rule which is not ours. */
export const OFFICE = "81.20.1.10";
export const FOREIGN = "81.20.0.1";

/** A PCE with a policy for a database, an Azure with its server, and stacks in this process that deploy into it. */
export class SqlSyncScene {
  private readonly stacks: InProcessAzureStack[] = [];
  private labels: { db: string; web: string } = { db: "", web: "" };
  private ruleSet = "";

  private constructor(
    readonly pce: PceSimulator,
    readonly cloud: AzureCloud,
    readonly places: AzurePlaces,
    readonly author: PolicyAuthor,
    private readonly closeCalls: () => Promise<void>,
    readonly call: ReturnType<typeof callsTo>["call"],
  ) {}

  static async open(): Promise<SqlSyncScene> {
    const pce = await startPceSimulator({ seed: 1, callsPerMinute: 1_000_000 });
    const cloud = await startAzureCloud({
      registered: ["Microsoft.App", "Microsoft.Insights", "Microsoft.Sql"],
      startTime: Date.UTC(2026, 10, 23, 7, 0, 30),
    });
    const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
    const places = await furnish(cloud, { apiKeyUsername, apiKeySecret, caCertificate });
    const { call, close } = callsTo(pce);
    const scene = new SqlSyncScene(pce, cloud, places, new PolicyAuthor(call), close, call);
    await scene.furnish();
    return scene;
  }

  private async furnish(): Promise<void> {
    const { author, cloud } = this;
    const { location } = cloud;
    await this.put(this.group, { location });
    await this.put(this.serverId, {
      location,
      properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" },
    });
    await this.put(this.networkId, {
      location,
      properties: {
        addressSpace: { addressPrefixes: ["10.7.0.0/16"] },
        subnets: [
          {
            name: "web",
            properties: { addressPrefix: "10.7.2.0/24", serviceEndpoints: [{ service: "Microsoft.Sql" }] },
          },
        ],
      },
    });
    await this.rule("office-vpn", FOREIGN);
    const [db, web] = [await author.label("role", "db"), await author.label("role", "web")];
    this.labels = { db, web };
    await author.workload("orders-db", "10.0.0.5", [db]);
    await this.workload("web-1", "10.8.0.1");
    this.ruleSet = await author.ruleSet("Orders");
    await author.provision();
  }

  private get group(): string {
    return `/subscriptions/${this.cloud.subscriptionId}/resourceGroups/orders`;
  }

  get serverId(): string {
    return `${this.group}/providers/Microsoft.Sql/servers/orders-sql`;
  }

  private get networkId(): string {
    return `${this.group}/providers/Microsoft.Network/virtualNetworks/shop`;
  }

  get subnetId(): string {
    return `${this.networkId}/subnets/web`;
  }

  /** A firewall that an `up` of its program has put in force: without it, nothing on the server says so. */
  async declare(written: Partial<SqlFirewallDefinition>): Promise<SqlFirewallDefinition> {
    const definition = this.definition(written);
    const { resourceGroupName, serverName } = definition.server;
    const serverId = `/subscriptions/${this.cloud.subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Sql/servers/${serverName}`;
    await this.rule(markerName(definition), definition.markerAddress, serverId);
    return definition;
  }

  /** Another server in another group, where nobody has a right yet. @returns its id */
  async serverIn(group: string, serverName: string): Promise<string> {
    const { location, subscriptionId } = this.cloud;
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    await this.put(id, { location });
    const serverId = `${id}/providers/Microsoft.Sql/servers/${serverName}`;
    await this.put(serverId, {
      location,
      properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" },
    });
    return serverId;
  }

  definition(written: Partial<SqlFirewallDefinition> = {}): SqlFirewallDefinition {
    const { subscriptionId } = this.cloud;
    const server = { subscriptionId, resourceGroupName: "orders", serverName: "orders-sql" };
    const provider = { labels: { role: { anyOf: ["db"] } } };
    const egress = { office: { privateRanges: ["10.8.0.0/16"], publicRanges: [OFFICE] } };
    const { name = "orders-db", owner = "team/orders/dev//orders-db", ...rest } = written;
    const checks = Checks.start();
    const declared = checkFirewall(
      name,
      { server, provider, egress, maxRemovedShare: 1, ...rest } as never,
      checks,
    );
    checks.throwIfAny("firewall of a test");
    return { ...declared, owner, revision: firewallRevision(declared) };
  }

  /** Arguments of a component that follows a firewall. */
  args(firewall: SqlFirewallDefinition, more: Partial<SqlFirewallSyncArgs> = {}): SqlFirewallSyncArgs {
    const { host, port, orgId } = this.pce;
    const { resourceGroupName, pceSecretVaultId, pceSecretName } = this.places;
    return {
      resourceGroupName,
      location: this.cloud.location,
      bindings: { orders: firewall },
      pce: { host, port, orgId, secret: { vaultId: pceSecretVaultId, name: pceSecretName } },
      ...more,
    };
  }

  /** A stack that declares this. */
  stack(name: string, declare: () => void): InProcessAzureStack {
    const stack = new InProcessAzureStack(this.cloud, name);
    stack.declare = declare;
    this.stacks.push(stack);
    return stack;
  }

  /** A workload with the label of those that a rule lets consume. */
  workload(name: string, address: string): Promise<string> {
    return this.author.workload(name, address, [this.labels.web]);
  }

  /** Writes the rule that lets web servers into the database. @returns its href in the draft */
  draftRule(): Promise<string> {
    return this.author.rule(this.ruleSet, {
      providers: [target(this.labels.db)],
      consumers: [target(this.labels.web)],
      ingress_services: [{ proto: 6, port: 1433 }],
    });
  }

  async provisionRule(): Promise<void> {
    await this.draftRule();
    await this.author.provision();
  }

  /** Makes or changes a resource as somebody else does. */
  put(id: string, body: object): Promise<unknown> {
    return this.cloud.manager.put(id, body, PLATFORM);
  }

  /** A rule of the server as somebody else writes it. */
  async rule(name: string, address: string, serverId = this.serverId): Promise<void> {
    await this.put(`${serverId}/firewallRules/${name}`, {
      properties: { startIpAddress: address, endIpAddress: address },
    });
  }

  list(type: string) {
    return this.cloud.resources.list(type);
  }

  /** Ranges that the server admits, but for those of marker rules. */
  ranges(serverId = this.serverId): string[] {
    return this.list(RULES)
      .filter(({ id, name }) => id.startsWith(`${serverId}/`) && !name.includes(".rev."))
      .map(({ properties }) => [properties["startIpAddress"], properties["endIpAddress"]])
      .map(([start, end]) => (start === end ? String(start) : `${start}-${end}`))
      .sort();
  }

  subnets(): string[] {
    return this.list("Microsoft.Sql/servers/virtualNetworkRules").map(({ properties }) =>
      String(properties["virtualNetworkSubnetId"]),
    );
  }

  /** What functions write in some minutes. */
  async minutes(count: number): Promise<SqlSyncLogLine[]> {
    const { all } = this.cloud.apps.traces;
    const before = all.length;
    for (let minute = 0; minute < count; minute++) await this.cloud.clock.advance(MINUTE);
    return all
      .slice(before)
      .filter(({ message }) => message.startsWith("{"))
      .map(({ message }) => JSON.parse(message) as SqlSyncLogLine);
  }

  /** The next run: the line of its firewall and that of the run. */
  async run(): Promise<{ firewall: SqlFirewallLog | undefined; run: SqlSyncLog }> {
    const written = await this.minutes(5);
    const of = (event: string) => written.filter((line) => line.event === event);
    return {
      firewall: of("sql-firewall")[0] as SqlFirewallLog | undefined,
      run: of("sql-synced")[0] as SqlSyncLog,
    };
  }

  /** Why runs failed, as the host has it. */
  failures(): string[] {
    const [site] = this.list("Microsoft.Web/sites");
    return this.cloud.apps.find(site!.name)!.runs.flatMap(({ failure }) => failure ?? []);
  }

  hostAccountName(): string {
    return this.list("Microsoft.Storage/storageAccounts")[0]!.name;
  }

  /** Puts another key into the vault. */
  async setSecret(key: { readonly apiKeyUsername: string; readonly apiKeySecret: string }): Promise<void> {
    const { pceSecretVaultId, pceSecretName } = this.places;
    const value = JSON.stringify({ ...key, caCertificate: this.pce.caCertificate });
    await this.put(`${pceSecretVaultId}/secrets/${pceSecretName}`, { properties: { value } });
  }

  async close(): Promise<void> {
    for (const stack of this.stacks) await stack.close();
    await this.cloud.close();
    await this.closeCalls();
    await this.pce.close();
  }
}
