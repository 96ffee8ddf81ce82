import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { FaultInjector, type OneShotFault } from "../http/fault-injector";
import type { FaultPlan } from "../http/fault-plan";
import { randomUuid, seededRandom } from "../http/random";
import { closeServer, listenOnLoopback } from "../http/server";
import { writeCaFile } from "../tls/ca-file";
import { CertificateAuthority } from "../tls/certificate-authority";
import { OAuth } from "./access/oauth";
import { type RateLimitRule, RateLimits } from "./access/rate-limits";
import { type User, type UserDefinition, Users } from "./access/users";
import { InstanceClock } from "./clock";
import type { ColumnSpec } from "./data/built-in-tables";
import { isTable } from "./data/classes";
import type { Values } from "./data/column";
import { Instance } from "./data/instance";
import { defaultIdentifiers, type IdentifierRules } from "./ire/identifiers";
import { type PageFault, PageFaults } from "./page-faults";
import { RequestLog, type RequestRecord } from "./request-log";
import { ServiceNowApi } from "./service-now-api";

export interface ServiceNowSimulatorOptions {
  /** @default 0, a free port */
  readonly port?: number;
  /** Makes ids and faults repeatable. @default a random one */
  readonly seed?: number;
  /** Who `username` and `password` belong to. @default "illumio-iac" with the role itil and a random password */
  readonly user?: UserDefinition;
  /** Columns that are not there from the start, by table: `{ cmdb_ci_server: { u_commissioned: "boolean" } }`. */
  readonly columns?: Readonly<Record<string, Readonly<Record<string, ColumnSpec>>>>;
  /** More choices of `cmdb_ci.discovery_source`, beside `ServiceNow` and `Manual Entry`. */
  readonly dataSources?: readonly string[];
  /** How records of a class are told apart. @default serial number and name of hardware, object_id of VM instances */
  readonly identifiers?: IdentifierRules;
  /** Rates of faults, also as text: `429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01`. @default nothing */
  readonly faults?: FaultPlan | string;
  /** A list of more records comes truncated. @default none does */
  readonly longestPage?: number;
  /** Where `ca.pem` is written. @default a temporary directory, removed at `close` */
  readonly directory?: string;
  /** Milliseconds since 1970, for records, tokens and rate limits; `advance` comes on top. @default Date.now */
  readonly now?: () => number;
}

export interface ServiceNowSimulator {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Path of the CA certificate. */
  readonly caFile: string;
  /** The CA certificate as PEM text. */
  readonly caCertificate: string;
  /** The newest calls, oldest first (at least 20,000 are kept). */
  readonly requests: readonly RequestRecord[];
  /** Payloads of identification that were not taken, and not written. */
  readonly incompletePayloads: readonly unknown[];
  /** The records of a table and of those that extend it. */
  records(table: string): Values[];
  /** Makes a record, past the API. @returns its sys_id */
  insert(table: string, values: Readonly<Record<string, unknown>>): string;
  addColumn(table: string, column: string, spec: ColumnSpec): void;
  addUser(user: UserDefinition): User;
  changeUser(name: string, change: Partial<Pick<User, "roles" | "locked" | "password">>): void;
  /** Sets a system property, such as `glide.invalid_query.returns_no_rows`. */
  setProperty(name: string, value: string): void;
  setRateLimits(rules: readonly RateLimitRule[]): void;
  /** Lets records come in another order each time, as far as a query asks for none. */
  readInAnyOrder(inAnyOrder: boolean): void;
  /** Replaces the rates of faults. */
  setFaults(plan: FaultPlan | string): void;
  /** Injects a fault into the next matching call. */
  failNext(fault: OneShotFault): void;
  /** Damages the next list of records. */
  damageNextPage(fault: PageFault): void;
  /** Moves the clock of records, tokens and rate limits. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** A ServiceNow instance over HTTPS on the loopback address, with the classes of servers and VMs in its CMDB and no record of them. */
export async function startServiceNowSimulator(
  options: ServiceNowSimulatorOptions = {},
): Promise<ServiceNowSimulator> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const ids = seededRandom(seed, "ids");
  const newId = (): string => randomUuid(ids).replaceAll("-", "");
  const clock = new InstanceClock(options.now ?? Date.now);
  const instance = new Instance({ clock, newId, random: seededRandom(seed, "order") });
  for (const [table, columns] of Object.entries(options.columns ?? {}))
    for (const [column, spec] of Object.entries(columns)) instance.addColumn(table, column, spec);
  for (const source of options.dataSources ?? []) instance.addChoice("cmdb_ci", "discovery_source", source);
  const users = new Users();
  const user = users.add(options.user ?? { name: "illumio-iac" });
  const oauth = new OAuth(users, clock);
  const rateLimits = new RateLimits(clock, newId);
  const faults = new FaultInjector(seededRandom(seed, "faults"), options.faults);
  const pageFaults = new PageFaults(options.longestPage ?? Number.POSITIVE_INFINITY);
  const identifiers = options.identifiers ?? defaultIdentifiers;
  const api = new ServiceNowApi({ instance, users, oauth, rateLimits, faults, pageFaults, identifiers });
  const log = new RequestLog();
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1", "localhost", "::1"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    log.follow(request, response);
    api.handle(request, response).catch((error: unknown) => failLoudly(error, response));
  });
  const port = await listenOnLoopback(server, options.port);
  const { caFile, remove: removeFile } = await writeCaFile(
    authority.certificate,
    "service-now",
    options.directory,
  );
  return {
    url: `https://127.0.0.1:${port}`,
    host: "127.0.0.1",
    port,
    username: user.name,
    password: user.password,
    ...oauth.client,
    caFile,
    caCertificate: authority.certificate,
    get requests() {
      return log.records;
    },
    incompletePayloads: instance.incompletePayloads,
    records: (table) => [...instance.records(table)].map(({ values }) => values),
    insert(table, values) {
      if (!isTable(table)) throw new RangeError(`the instance has no table '${table}'`);
      return instance.insert(table, values, "system").values["sys_id"]!;
    },
    addColumn: (table, column, spec) => instance.addColumn(table, column, spec),
    addUser: (definition) => users.add(definition),
    changeUser: (name, change) => users.change(name, change),
    setProperty: (name, value) => void instance.properties.set(name, value),
    setRateLimits: (rules) => rateLimits.set(rules),
    readInAnyOrder: (inAnyOrder) => {
      instance.readsInAnyOrder = inAnyOrder;
    },
    setFaults: (plan) => faults.setPlan(plan),
    failNext: (fault) => faults.failNext(fault),
    damageNextPage: (fault) => pageFaults.damageNext(fault),
    advance: (milliseconds) => clock.advance(milliseconds),
    async close() {
      await closeServer(server);
      await removeFile();
    },
  };
}

function failLoudly(error: unknown, response: ServerResponse): void {
  if (response.destroyed) return;
  process.stderr.write(`ServiceNow simulator: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end();
}
