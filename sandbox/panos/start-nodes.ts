import { createHash, X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { SteppedClock } from "../cloud/stepped-clock";
import { FaultInjector, type OneShotFault } from "../http/fault-injector";
import type { FaultPlan } from "../http/fault-plan";
import { type InterventionOptions, Interventions } from "../http/interventions";
import { seededRandom } from "../http/random";
import { closeServer, listenOnLoopback } from "../http/server";
import { writeCaFile } from "../tls/ca-file";
import { CertificateAuthority } from "../tls/certificate-authority";
import { type Admin, type AdminDefinition, Admins } from "./api/admins";
import type { CallPattern, IncomingCall } from "./api/incoming-call";
import { PanosApi } from "./api/panos-api";
import { type Registration, registrations } from "./api/registrations";
import { type PanosRequest, RequestLog } from "./api/request-log";
import type { Device } from "./device/device";

export interface NodeOptions {
  /** Port of each system. @default 0, free ones */
  readonly ports?: readonly number[];
  /** Makes ids and faults repeatable. @default a random one */
  readonly seed?: number;
  /** The administrator that `apiKey` belongs to. @default "admin" with a random password, and every right */
  readonly admin?: AdminDefinition;
  /** Rates of faults, also as text: `5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02`. */
  readonly faults?: FaultPlan | string;
  /** Greatest number of calls in flight on a system; one more is answered with 503 or cut off. @default 5 */
  readonly concurrentCalls?: number;
  /** How long a call takes at least. @default 0 */
  readonly latencyInMs?: number;
  /** Names and addresses of the certificate. @default 127.0.0.1, localhost and ::1 */
  readonly certificateNames?: readonly string[];
  /** Where `ca.pem` is written. @default a temporary directory, removed at `close` */
  readonly directory?: string;
  /** Milliseconds since 1970, for timeouts and jobs; `advance` comes on top. @default Date.now */
  readonly now?: () => number;
}

/** What every simulated system offers to those who test against it. */
export interface PanosNodes {
  /** `127.0.0.1:PORT` of each system, two for a pair. */
  readonly hosts: readonly string[];
  /** Host of the first system, without the port. */
  readonly host: string;
  readonly port: number;
  /** `https://127.0.0.1:PORT` of the first system. */
  readonly url: string;
  /** Name of the administrator. */
  readonly admin: string;
  readonly password: string;
  /** The administrator's API key that is valid at the moment. */
  readonly apiKey: string;
  /** Path of the CA certificate. */
  readonly caFile: string;
  /** The CA certificate as PEM text. */
  readonly caCertificate: string;
  /** SHA-256 of the certificate, which the two of a pair share: 64 hex digits. */
  readonly certificateSha256: string;
  /** The newest calls to all systems, oldest first. */
  readonly requests: readonly PanosRequest[];
  readonly counters: { readonly requests: number; readonly peakConcurrency: number };
  clearRequests(): void;
  /** The (address, tag) pairs of the calls in `requests`, in order. */
  registrations(): Registration[];
  /** Replaces the rates of faults. */
  setFaults(plan: FaultPlan | string): void;
  /**
   * Injects a fault into the next matching call; `path` is tested against the call's label, such as
   * `config set /config/…`.
   */
  failNext(fault: OneShotFault): void;
  /** Runs `action` once, before the next matching call is answered. */
  before(pattern: CallPattern, action: (call: IncomingCall) => unknown, options?: InterventionOptions): void;
  addAdmin(definition: AdminDefinition): Admin;
  /** Makes a new key; the administrator's earlier one is refused from now on. @returns the new key */
  rotateKey(admin?: string): string;
  /** Moves the clock of timeouts and jobs. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** Serves the XML API of each device over HTTPS on the loopback address. */
export async function startNodes(
  devices: readonly Device[],
  clock: SteppedClock,
  options: NodeOptions,
): Promise<PanosNodes> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const admins = new Admins();
  const { name: admin, password } = admins.add(options.admin ?? { name: "admin" });
  const log = new RequestLog();
  const faults = new FaultInjector(seededRandom(seed, "faults"), options.faults);
  const interventions = new Interventions<IncomingCall>();
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(
    options.certificateNames ?? ["127.0.0.1", "localhost", "::1"],
  );
  const apis = devices.map(
    (device, node) =>
      new PanosApi({
        device,
        node,
        admins,
        log,
        faults,
        interventions,
        random: seededRandom(seed, `overload ${node}`),
        concurrentCalls: options.concurrentCalls ?? 5,
        latencyInMs: options.latencyInMs ?? 0,
      }),
  );
  const servers = apis.map((api) =>
    createServer({ cert: certificate, key: privateKey }, (request, response) => {
      api.handle(request, response).catch((error: unknown) => {
        if (response.destroyed) return;
        process.stderr.write(`PAN-OS simulator: ${error instanceof Error ? error.stack : String(error)}\n`);
        response.destroy();
      });
    }),
  );
  const ports: number[] = [];
  for (const [index, server] of servers.entries())
    ports.push(await listenOnLoopback(server, options.ports?.[index]));
  const { caFile, remove } = await writeCaFile(authority.certificate, "panos", options.directory);
  return {
    hosts: ports.map((port) => `127.0.0.1:${port}`),
    host: "127.0.0.1",
    port: ports[0]!,
    url: `https://127.0.0.1:${ports[0]}`,
    admin,
    password,
    get apiKey() {
      return admins.get(admin).apiKey;
    },
    caFile,
    caCertificate: authority.certificate,
    certificateSha256: createHash("sha256").update(new X509Certificate(certificate).raw).digest("hex"),
    get requests() {
      return log.records;
    },
    get counters() {
      return {
        requests: log.total,
        peakConcurrency: Math.max(...apis.map(({ peakConcurrency }) => peakConcurrency)),
      };
    },
    clearRequests: () => log.clear(),
    registrations: () => registrations(log.records),
    setFaults: (plan) => faults.setPlan(plan),
    failNext: (fault) => faults.failNext(fault),
    before: (pattern, action, when) => interventions.before(pattern, action, when),
    addAdmin: (definition) => admins.add(definition),
    rotateKey: (name = admin) => admins.rotateKey(name),
    advance: (milliseconds) => clock.advance(milliseconds),
    async close() {
      await Promise.all(servers.map(closeServer));
      await remove();
    },
  };
}
