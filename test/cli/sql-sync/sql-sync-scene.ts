import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";
import { sqlSyncCommand } from "../../../cli/sql-sync";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { type SqlScene, sqlScene } from "../../sandbox/azure/support/sql-scene";
import { callsTo } from "../../sandbox/pce/pce-call";
import { PolicyAuthor, target } from "../../support/pce-policy";
import { type Ended, illumioIac } from "../in-process-command";
import { FastClock } from "../sync/fast-clock";
import { Gate } from "../sync/gate";
import { Watching } from "../sync/watching";

export type { Ended };

/** Beginning of the names of the rules of the firewall in the file. */
export const SUBJECT = "illumio-iac.orders-db";

const RULES = "Microsoft.Sql/servers/firewallRules";

/** Azure, once for all tests of a file: the Azure SDK keeps the tokens of a process. */
export class SharedAzure {
  private constructor(
    readonly sql: SqlScene,
    private readonly trusted: readonly string[],
  ) {}

  static async start(): Promise<SharedAzure> {
    const trusted = tls.getCACertificates("default");
    const sql = await sqlScene();
    tls.setDefaultCACertificates([...trusted, readFileSync(sql.cloud.caFile, "utf8")]);
    return new SharedAzure(sql, trusted);
  }

  /** Removes the rules and ends the outages. */
  async clear(): Promise<void> {
    const { outages, resources } = this.sql.cloud;
    outages.endAll();
    for (const type of ["firewallRules", "virtualNetworkRules"])
      for (const { id } of resources.list(`Microsoft.Sql/servers/${type}`)) await resources.delete(id);
  }

  async close(): Promise<void> {
    tls.setDefaultCACertificates([...this.trusted]);
    await this.sql.close();
  }
}

/** A PCE whose policy lets web servers reach a database, a server of Azure SQL, a file, and the command between them. */
export class SqlSyncScene {
  readonly folder = mkdtempSync(path.join(tmpdir(), "sql-sync-"));
  readonly file = path.join(this.folder, "firewalls.yaml");
  readonly labels: Record<string, string> = {};
  ruleSet = "";
  private readonly watches: Watching[] = [];

  private constructor(
    readonly pce: PceSimulator,
    readonly gate: Gate,
    private readonly azure: SharedAzure,
    private readonly calls: ReturnType<typeof callsTo>,
    readonly author: PolicyAuthor,
  ) {}

  get sql(): SqlScene {
    return this.azure.sql;
  }

  static async open(azure: SharedAzure): Promise<SqlSyncScene> {
    const pce = await startPceSimulator({ seed: 1 });
    const calls = callsTo(pce);
    const author = new PolicyAuthor(calls.call);
    const scene = new SqlSyncScene(pce, await Gate.before(pce.port), azure, calls, author);
    await scene.writePolicy();
    scene.declare();
    return scene;
  }

  async close(): Promise<void> {
    await Promise.all(this.watches.map((watching) => watching.stop()));
    await this.gate.shut();
    await Promise.all([this.calls.close(), this.pce.close(), this.azure.clear()]);
    rmSync(this.folder, { recursive: true });
  }

  private async writePolicy(): Promise<void> {
    const { author, labels } = this;
    for (const value of ["web", "db"]) labels[value] = await author.label("role", value);
    await author.workload("orders-db", "10.9.0.1", [labels["db"]!]);
    await this.workload("web01", "10.8.0.1");
    this.ruleSet = await author.ruleSet("orders");
    await author.rule(this.ruleSet, {
      providers: [target(labels["db"]!)],
      consumers: [target(labels["web"]!)],
      ingress_services: [{ proto: 6, port: 1433 }],
      description: "web to database",
    });
    await author.provision();
  }

  workload(name: string, address: string): Promise<string> {
    return this.author.workload(name, address, [this.labels["web"]!]);
  }

  /** Adds a rule to the draft that lets an IP list reach the database. */
  async draftRule(name: string, range: string): Promise<void> {
    const list = await this.author.ipList(name, [range]);
    await this.author.rule(this.ruleSet, {
      providers: [target(this.labels["db"]!)],
      consumers: [{ ip_list: { href: list } }],
      ingress_services: [{ proto: 6, port: 1433 }],
    });
  }

  /** Writes the file; a change makes another declaration of it. */
  declare(changes = "", name = "orders-db"): void {
    const { subscriptionId, resourceGroupName, serverName } = this.sql.place;
    writeFileSync(
      this.file,
      `owner: data-team
firewalls:
  ${name}:
    server: { subscriptionId: ${subscriptionId}, resourceGroupName: ${resourceGroupName}, serverName: ${serverName} }
    provider: { labels: { role: { anyOf: [db] } } }
    egress:
      first: { privateRanges: [10.8.0.0/24], publicRanges: [20.50.1.7] }
      second: { privateRanges: [10.8.1.0/24], publicRanges: [20.50.2.0/24] }
${changes}`,
    );
  }

  get environment(): Record<string, string | undefined> {
    const { pce, gate, sql } = this;
    return {
      PATH: process.env["PATH"],
      ILLUMIO_PCE_HOST: pce.host,
      ILLUMIO_PCE_PORT: String(gate.port),
      ILLUMIO_PCE_ORG_ID: String(pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pce.caFile,
      ...sql.cloud.environment(),
    };
  }

  /** `illumio-iac sql-sync …` with the file. */
  run(...args: string[]): Promise<Ended> {
    return this.call([...args, "--firewalls", this.file]);
  }

  /** `illumio-iac sql-sync …` and nothing else. */
  call(args: readonly string[]): Promise<Ended> {
    return illumioIac(["sql-sync", ...args], { env: this.environment });
  }

  /** `illumio-iac sql-sync --watch …` in the test process, by a clock that is 50 times as fast. */
  watch(...args: string[]): Watching {
    const stop = new AbortController();
    const command = sqlSyncCommand({ stop, clock: new FastClock(50) });
    const watching = new Watching(
      (onErr) =>
        illumioIac(["sql-sync", "--watch", "--firewalls", this.file, ...args], {
          env: this.environment,
          command,
          onErr,
        }),
      () => stop.abort(),
    );
    this.watches.push(watching);
    return watching;
  }

  /** IP rules of the server as `first-last`, by name; without markers. */
  rules(): Record<string, string> {
    const rows = this.sql.cloud.resources.list(RULES).map(({ name, properties }) => {
      const { startIpAddress, endIpAddress } = properties as Record<string, string>;
      return [name, `${startIpAddress}-${endIpAddress}`] as const;
    });
    return Object.fromEntries(rows.filter(([, range]) => !range.startsWith("192.0.2.")));
  }

  /** Ranges that rules of the firewall admit. */
  admitted(): string[] {
    return Object.entries(this.rules())
      .flatMap(([name, range]) => (name.startsWith(`${SUBJECT}.`) ? [range] : []))
      .sort();
  }

  /** Names of the marker rules. */
  markers(): string[] {
    const own = this.rules();
    return this.sql.names().filter((name) => !Object.hasOwn(own, name));
  }

  /** Somebody writes a rule by hand. */
  async put(name: string, first: string, last = first): Promise<void> {
    await this.sql.arm.put(`${this.sql.serverId}/firewallRules/${name}`, {
      properties: { startIpAddress: first, endIpAddress: last },
    });
  }
}
