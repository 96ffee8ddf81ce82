import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { FaultInjector, type OneShotFault } from "../http/fault-injector";
import type { FaultPlan } from "../http/fault-plan";
import { seededRandom } from "../http/random";
import { closeServer, listenOnLoopback } from "../http/server";
import { writeCaFile } from "../tls/ca-file";
import { CertificateAuthority } from "../tls/certificate-authority";
import { type ApiKey, ApiKeys } from "./api-keys";
import { builtInLabelDimensions } from "./built-in-label-dimensions";
import {
  addContainerWorkload,
  type NewContainerWorkload,
  removeContainerWorkload,
} from "./containers/add-container-workload";
import { loadCollections } from "./load-collections";
import { answerPage } from "./page/answer-page";
import { PceApi } from "./pce-api";
import { PceStore } from "./pce-store";
import { RateLimit } from "./rate-limit";
import { RequestLog, type RequestRecord } from "./request-log";
import { pairVen } from "./workloads/pair-ven";

export interface PceSimulatorOptions {
  /** @default 0, a free port */
  readonly port?: number;
  /** Makes ids and faults repeatable. @default a random one */
  readonly seed?: number;
  /** @default 1 */
  readonly orgId?: number;
  /** Rates of faults, also as text: `429=0.05,lost=0.01`. @default nothing */
  readonly faults?: FaultPlan | string;
  /** Calls that one API key may make in a minute. @default 500 */
  readonly callsPerMinute?: number;
  /** Where `ca.pem` is written. @default a temporary directory, removed at `close` */
  readonly directory?: string;
  /** The clock of timestamps and of the header `Date`, in milliseconds since 1970; rate limit and jobs keep the machine's time. @default Date.now */
  readonly now?: () => number;
  /** What `/product_version` answers. @default "25.2.10" */
  readonly version?: string;
}

export interface PceSimulator {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly orgId: number;
  readonly apiKeyUsername: string;
  readonly apiKeySecret: string;
  /** Path of the CA certificate. */
  readonly caFile: string;
  /** The CA certificate as PEM text. */
  readonly caCertificate: string;
  readonly store: PceStore;
  /** The newest calls, oldest first (at least 20,000 are kept). */
  readonly requests: readonly RequestRecord[];
  readonly counters: { readonly requests: number; readonly byStatus: Readonly<Record<number, number>> };
  /** Replaces the rates of faults. */
  setFaults(plan: FaultPlan | string): void;
  /** Injects a fault into the next matching call. */
  failNext(fault: OneShotFault): void;
  /** Makes another API key; the old ones stay valid. */
  createApiKey(): ApiKey;
  revokeApiKey(username: string): void;
  /** Turns an unmanaged workload into a managed one. @returns the href of the VEN */
  pairVen(workloadHref: string): string;
  /** Adds a container workload, which no call of the API makes. @returns its href */
  addContainerWorkload(workload: NewContainerWorkload): string;
  removeContainerWorkload(href: string): void;
  close(): Promise<void>;
}

/** A PCE over HTTPS on the loopback address, empty but for what every org has: the built-in label types, IP list, service and settings. */
export async function startPceSimulator(options: PceSimulatorOptions = {}): Promise<PceSimulator> {
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
  const collections = loadCollections();
  const store = new PceStore({
    orgId: options.orgId ?? 1,
    random: seededRandom(seed, "ids"),
    callRandom: seededRandom(seed, "calls"),
    now: options.now ?? Date.now,
    definitions: collections.flatMap(({ definition }) => definition ?? []),
  });
  builtInLabelDimensions(store);
  for (const { builtIns } of collections) builtIns?.(store);
  const apiKeys = new ApiKeys();
  const apiKey = apiKeys.create();
  const faults = new FaultInjector(seededRandom(seed, "faults"), options.faults);
  const rateLimit = new RateLimit(options.callsPerMinute ?? 500);
  const version = options.version ?? "25.2.10";
  const api = new PceApi({ store, collections, apiKeys, rateLimit, faults, version });

  const log = new RequestLog();
  const authority = new CertificateAuthority();
  const { certificate, privateKey } = authority.issue(["127.0.0.1", "localhost", "::1"]);
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?");
    response.setHeader("Date", new Date(store.now()).toUTCString());
    const record = (status: number) => log.add({ method: request.method!, path, query, status });
    beforeEnd(response, () => record(response.statusCode));
    response.once("close", () => {
      if (!response.writableEnded) record(0);
    });
    const answered = path.startsWith("/api/")
      ? api.handle(request, response)
      : answerPage(store, request, response);
    answered.catch((error: unknown) => failLoudly(error, response));
  });
  const port = await listenOnLoopback(server, options.port);
  const { caFile, remove: removeFile } = await writeCaFile(authority.certificate, "pce", options.directory);
  return {
    url: `https://127.0.0.1:${port}`,
    host: "127.0.0.1",
    port,
    orgId: store.orgId,
    apiKeyUsername: apiKey.username,
    apiKeySecret: apiKey.secret,
    caFile,
    caCertificate: authority.certificate,
    store,
    get requests() {
      return log.records;
    },
    get counters() {
      return { requests: log.total, byStatus: log.byStatus };
    },
    setFaults: (plan) => faults.setPlan(plan),
    failNext: (fault) => faults.failNext(fault),
    createApiKey: () => apiKeys.create(),
    revokeApiKey: (username) => apiKeys.revoke(username),
    pairVen: (workloadHref) => pairVen(store, workloadHref),
    addContainerWorkload: (workload) => addContainerWorkload(store, workload),
    removeContainerWorkload: (href) => removeContainerWorkload(store, href),
    async close() {
      await closeServer(server);
      await removeFile();
    },
  };
}

/** Runs `action` before the response ends, so that a client that has the answer finds the call in the log. */
function beforeEnd(response: ServerResponse, action: () => void): void {
  const end = response.end;
  response.end = ((...args: Parameters<typeof end>) => {
    if (!response.writableEnded) action();
    return end.apply(response, args);
  }) as typeof end;
}

function failLoudly(error: unknown, response: ServerResponse): void {
  if (response.destroyed) return;
  process.stderr.write(`PCE simulator: ${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end();
}
