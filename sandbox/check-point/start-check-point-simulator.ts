import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import { SteppedClock } from "../cloud/stepped-clock";
import { FaultInjector, type OneShotFault } from "../http/fault-injector";
import type { FaultPlan } from "../http/fault-plan";
import { type CallPattern, type InterventionOptions, Interventions } from "../http/interventions";
import { randomUuid, seededRandom } from "../http/random";
import { closeServer, listenOnLoopback } from "../http/server";
import { writeCaFile } from "../tls/ca-file";
import { CertificateAuthority } from "../tls/certificate-authority";
import { CheckPointApi, type IncomingCall } from "./api/check-point-api";
import { loadCommands } from "./api/load-commands";
import { type CheckPointRequest, RequestLog } from "./api/request-log";
import { furnish, type PackageDefinition } from "./furnish";
import { type Intrusions, intrusionsOf } from "./intrusions";
import type { Admin } from "./store/admins";
import { type CheckPointBehaviour, defaultBehaviour } from "./store/behaviour";
import { Domain } from "./store/domain";
import { CheckPointStore } from "./store/store";
import type { TaskPlan } from "./store/task";

export interface CheckPointSimulatorOptions extends Partial<CheckPointBehaviour> {
  /** @default 0, a free port */
  readonly port?: number;
  /** Makes uids and faults repeatable. @default a random one */
  readonly seed?: number;
  /** Milliseconds since 1970, for session timeouts and tasks; `advance` comes on top. @default Date.now */
  readonly now?: () => number;
  /** Names of domains, each with objects of its own: a Multi-Domain Server. @default none, a server with one domain */
  readonly domains?: readonly string[];
  /** Names of the gateways of each domain. @default ["gw-1"] */
  readonly gateways?: readonly string[];
  /** Policy packages of each domain. @default "Standard", for all gateways */
  readonly packages?: readonly PackageDefinition[];
  /** Rates of faults, also as text: `5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01`. @default none */
  readonly faults?: FaultPlan | string;
  /** Where `ca.pem` is written. @default a temporary directory, removed at `close` */
  readonly directory?: string;
}

export interface CheckPointSimulator extends Intrusions {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
  /** SHA-256 of the certificate: 64 hex digits. */
  readonly certificateSha256: string;
  /** SHA-1 of the certificate, which the vendor's clients pin: 40 hex digits. */
  readonly certificateSha1: string;
  /** Path of the CA certificate. */
  readonly caFile: string;
  /** The CA certificate as PEM text. */
  readonly caCertificate: string;
  /** The first domain of a Multi-Domain Server; a server with one domain needs none at login. */
  readonly domain: string | undefined;
  /** The API is also at `/<uid>/web_api`, as in Smart-1 Cloud. */
  readonly cloudManagementUid: string;
  /** Everything that the server knows. */
  readonly store: CheckPointStore;
  /** How it behaves; may be changed at any time. */
  readonly behaviour: CheckPointBehaviour;
  /** The newest calls, oldest first. */
  readonly requests: readonly CheckPointRequest[];
  /** Publishes by the API that changed something, and finished installations, by package. */
  readonly counters: {
    readonly requests: number;
    readonly publishes: number;
    readonly installs: Readonly<Record<string, number>>;
  };
  clearRequests(): void;
  /** Says how the next task of a command goes; without it, it succeeds after `behaviour.taskPolls`. */
  planTask(command: "publish" | "install-policy" | "add-data-center-server", plan: Partial<TaskPlan>): void;
  /** Replaces the rates of faults. */
  setFaults(plan: FaultPlan | string): void;
  /** Injects a fault into the next matching call; `path` is tested against the command. */
  failNext(fault: OneShotFault): void;
  /** Runs `action` once, before the next matching call is answered; a text matches the start of the command. */
  before(
    pattern: CallPattern<IncomingCall>,
    action: (call: IncomingCall) => unknown,
    options?: InterventionOptions,
  ): void;
  /** Makes an administrator, or replaces one. */
  putAdmin(admin: Partial<Admin> & Pick<Admin, "name">): Admin;
  /** Moves the clock of session timeouts and tasks. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** A Check Point management server over HTTPS on the loopback address, with gateways and a policy package, and no hosts. */
export async function startCheckPointSimulator(
  options: CheckPointSimulatorOptions = {},
): Promise<CheckPointSimulator> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const random = seededRandom(seed, "objects");
  const clock = new SteppedClock(options.now);
  const behaviour = behaviourOf(options);
  const store = new CheckPointStore({
    random,
    now: () => clock.now(),
    behaviour,
    domains: domainsOf(options, () => randomUuid(random), clock.now()),
  });
  const putAdmin: CheckPointSimulator["putAdmin"] = (admin) => {
    const whole = { password: secret(), apiKey: secret(), ...admin };
    store.admins.put(whole);
    return whole;
  };
  const admin = putAdmin({ name: "admin" });
  const log = new RequestLog();
  const faults = new FaultInjector(seededRandom(seed, "faults"), options.faults);
  const interventions = new Interventions<IncomingCall>();
  const cloudManagementUid = randomUuid(seededRandom(seed, "cloud"));
  const commands = loadCommands();
  const api = new CheckPointApi({ store, commands, log, faults, interventions, cloudManagementUid });

  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1", "localhost", "::1"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    api.handle(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      process.stderr.write(
        `Check Point simulator: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      response.destroy();
    });
  });
  const port = await listenOnLoopback(server, options.port);
  const { caFile, remove } = await writeCaFile(authority.certificate, "check-point", options.directory);
  const fingerprint = (algorithm: string): string =>
    createHash(algorithm).update(new X509Certificate(certificate).raw).digest("hex");
  return {
    url: `https://127.0.0.1:${port}`,
    host: "127.0.0.1",
    port,
    username: admin.name,
    password: admin.password,
    apiKey: admin.apiKey,
    certificateSha256: fingerprint("sha256"),
    certificateSha1: fingerprint("sha1"),
    caFile,
    caCertificate: authority.certificate,
    domain: options.domains?.[0],
    cloudManagementUid,
    store,
    behaviour,
    get requests() {
      return log.records;
    },
    get counters() {
      return { requests: log.total, publishes: store.publishCount, installs: store.installCounts };
    },
    clearRequests: () => log.clear(),
    planTask: (command, plan) => {
      store.plannedTasks.push({ command, plan });
    },
    setFaults: (plan) => faults.setPlan(plan),
    failNext: (fault) => faults.failNext(fault),
    before: (pattern, action, when) => interventions.before(pattern, action, when),
    putAdmin,
    advance(milliseconds) {
      clock.advance(milliseconds);
      store.settle();
    },
    ...intrusionsOf(store),
    async close() {
      await closeServer(server);
      await remove();
    },
  };
}

const secret = (): string => randomBytes(18).toString("base64url");

function behaviourOf(options: CheckPointSimulatorOptions): CheckPointBehaviour {
  const given = Object.entries(options).filter(([key]) => Object.hasOwn(defaultBehaviour, key));
  return { ...defaultBehaviour, ...Object.fromEntries(given) };
}

/** `SMC User`, or the domain of the system itself and those that are asked for. */
function domainsOf(options: CheckPointSimulatorOptions, newUid: () => string, now: number): Domain[] {
  const { domains = [], gateways = ["gw-1"], packages = [{ name: "Standard" }] } = options;
  const named =
    domains.length === 0
      ? [new Domain(newUid(), "SMC User", "domain")]
      : domains.map((name, index) => new Domain(newUid(), name, "domain", `192.0.2.${101 + index}`));
  for (const domain of named) furnish(domain, gateways, packages, newUid, now);
  return domains.length === 0 ? named : [new Domain(newUid(), "System Data", "mds"), ...named];
}
