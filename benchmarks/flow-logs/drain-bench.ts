import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PceSimulator, startPceSimulator } from "illumio-iac-sandbox/pce";
import type { DrainLog } from "../../core/contracts/azure/drain-log";
import { DRAIN } from "../../core/contracts/azure/function-environment";
import { FLOW_LOG_CONTAINERS } from "../../core/contracts/azure/host-account";
import type { DrainReport } from "./drain-process";
import { StorageStandIn } from "./storage-stand-in";

const FOLDER =
  "flowLogResourceID=/00000000-0000-0000-0000-000000000001_NETWORKWATCHERRG/NETWORKWATCHER_EASTUS_BENCH";

/** More calls in any minute are answered with 429, so a drain that makes them goes wrong. */
export const CALLS_PER_MINUTE = 400;

/** A drain in a process of its own, between a stand-in for storage and a PCE simulator. */
export class DrainBench {
  readonly storage = new StorageStandIn();
  /** One hour for the whole run, that of its beginning. */
  readonly #hour = new Date().toISOString();
  readonly #folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-"));
  #pce!: PceSimulator;
  #process!: ReturnType<typeof fork>;

  async start(): Promise<void> {
    await this.storage.start();
    this.#pce = await startPceSimulator({ seed: 3, callsPerMinute: CALLS_PER_MINUTE });
    this.#startProcess();
    await once(this.#process, "message");
  }

  #startProcess(): void {
    const { host, port, orgId, apiKeyUsername, apiKeySecret, caCertificate } = this.#pce;
    const ca = path.join(this.#folder, "ca.pem");
    writeFileSync(ca, this.storage.authority.certificate);
    const { url } = this.storage;
    this.#process = fork(path.join(__dirname, "drain-process.js"), {
      env: {
        PATH: process.env["PATH"],
        NODE_EXTRA_CA_CERTS: ca,
        BENCH_SECRET: JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate }),
        ...{ [DRAIN.pceHost]: host, [DRAIN.pcePort]: `${port}`, [DRAIN.pceOrgId]: `${orgId}` },
        ...{ [DRAIN.pceSecretVaultUrl]: "https://bench.vault.azure.net/", [DRAIN.pceSecretName]: "pce" },
        ...{ [DRAIN.flowLogBlobUrl]: url, [DRAIN.hostBlobUrl]: url },
        ...{ [DRAIN.hostQueueUrl]: url, [DRAIN.hostTableUrl]: url },
        [DRAIN.clientId]: "00000000-0000-0000-0000-000000000002",
      },
    });
  }

  /** A minute of one network interface. */
  append(mac: string, entry: Buffer): void {
    const [, year, month, day, hour] = /^(\d+)-(\d+)-(\d+)T(\d+)/.exec(this.#hour)!;
    const name = `${FOLDER}/y=${year}/m=${month}/d=${day}/h=${hour}/m=00/macAddress=${mac}/PT1H.json`;
    this.storage.append(FLOW_LOG_CONTAINERS.virtualNetwork, name, entry);
  }

  /** @throws Error when something was not delivered */
  async drain(): Promise<DrainReport & { readonly log: DrainLog }> {
    this.#process.send("drain");
    const [report] = (await once(this.#process, "message")) as [DrainReport & { readonly log: DrainLog }];
    const { event, error, failed, repeated, pceCallsFailed, problems } = report.log;
    if (event !== "drain" || error !== undefined || failed + repeated + pceCallsFailed > 0)
      throw new Error(
        `a drain went wrong: ${JSON.stringify({ event, error, failed, repeated, pceCallsFailed, problems })}`,
      );
    return report;
  }

  async close(): Promise<void> {
    this.#process.disconnect();
    await this.storage.close();
    await this.#pce.close();
    rmSync(this.#folder, { recursive: true });
  }
}
