import type { TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "../../../clients/azure/azure-cloud";
import { type Lock, LockBlob } from "../../../clients/azure/lock-blob";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import type { SecretSource } from "../../../clients/secret-source";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import type { SqlSyncLogLine } from "../../../core/contracts/azure/sql-sync-log";
import { SQL_SYNC_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/sql-sync-times";
import { messageLines, PartialFailureError } from "../../../core/errors";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import { type ServerReadings, startReading } from "../../../reconcilers/sql-firewall/plan/server-readings";
import { SqlServers } from "../../../reconcilers/sql-firewall/server/sql-servers";
import { bundleSeen } from "../shared/own-bundle";
import { counts } from "./counts";
import { firewallLine } from "./firewall-line";
import { readPolicy } from "./pce-policy";
import type { SqlSyncSettings } from "./settings";
import { type FirewallResult, failuresOf, syncServers } from "./sync-servers";

export interface SqlSyncServices {
  readonly credential: TokenCredential;
  /** The cloud of Azure that is worked in. */
  readonly cloud: () => Promise<AzureCloud>;
  readonly secret: SecretSource;
  readonly write: (log: SqlSyncLogLine) => void;
  /** Digest of the bundle that runs. */
  readonly bundleDigest?: string;
  /** @default that of the function app */
  readonly timeoutInSeconds?: number;
}

export interface Invocation {
  readonly functionName: string;
  readonly invocationId: string;
}

/** Share of the timeout that is kept for the log lines, and the share within which the PCE has to have answered. */
const RESERVED_SHARE = 0.1;
const SHARE_OF_THE_PCE = 0.5;

/** Time for one call of Resource Manager with all its tries. */
const CALL_IN_SECONDS = 120;

/**
 * Makes the function that makes the firewalls of servers equal to the active policy, as `sql-sync --apply` does.
 *
 * A run holds a lease, so there is one at a time. Every run reads policy and servers anew. It ends itself before the
 * function's timeout. A definition that is not in force writes nothing and is a failure.
 *
 * @returns a function that throws when any firewall is not as the PCE wants it, after it wrote its lines; whatever could be
 *   written is written then, and the next run tries the rest again
 */
export function sqlSyncFunction(settings: SqlSyncSettings, services: SqlSyncServices) {
  const { credential, secret, write, timeoutInSeconds = SQL_SYNC_TIMEOUT_IN_SECONDS } = services;
  const { lockContainer, sqlSyncLockBlob } = HOST_ACCOUNT;
  const lockUrl = new URL(`${lockContainer}/${sqlSyncLockBlob}`, settings.hostBlobUrl).href;
  const lockOf = new LockBlob(lockUrl, credential, new StorageCalls());
  const bundle = bundleSeen(settings.bundleDigest, services.bundleDigest);

  return async ({ functionName, invocationId }: Invocation): Promise<void> => {
    const begun = performance.now();
    const durationInMilliseconds = () => Math.round(performance.now() - begun);
    const line = {
      timestamp: new Date().toISOString(),
      FunctionName: functionName,
      requestId: invocationId,
      bundle,
    };
    const time = timeoutInSeconds * 1_000 * (1 - RESERVED_SHARE);
    const over = new AbortController();
    let lock: Lock | undefined;
    let pceCalls = 0;
    let results: readonly FirewallResult[] = [];
    let failure: unknown;
    try {
      lock = await lockOf.take();
      if (lock === undefined) {
        const warnings = ["another run holds the lock, so this one did nothing"];
        const took = { durationInMilliseconds: durationInMilliseconds() };
        write({ event: "sql-sync-skipped", ...line, level: "INFO", problems: [], warnings, ...took });
        return;
      }
      const signal = AbortSignal.any([lock.lost, AbortSignal.timeout(time), over.signal]);
      const servers = new SqlServers({
        of: "sql-sync",
        deployer: async () => ({ cloud: await services.cloud(), credential }),
        callInSeconds: CALL_IN_SECONDS,
        signal,
      });
      const serverAt = await servers.afresh();
      const serverOf = ({ server }: SqlFirewallDefinition) => serverAt(server);
      const readings: ServerReadings = new Map();
      for (const definition of settings.firewalls) void startReading(serverOf(definition), readings);
      const facts = await readPolicy(settings.pce, secret, {
        signal,
        limitInSeconds: (time * SHARE_OF_THE_PCE) / 1_000,
        count: (calls) => {
          pceCalls += calls;
        },
      });
      results = await syncServers(settings.firewalls, {
        policy: activePolicy(facts),
        serverOf,
        readings,
        signal,
      });
      if (lock.lost.aborted) throw lock.lost.reason;
    } catch (error) {
      failure = error;
    }
    over.abort(); // readings of servers that nobody waits for any more
    await lock?.release();
    for (const result of results) write({ ...line, ...firewallLine(result) });
    const failures = failuresOf(results);
    const texts = failure === undefined ? [] : messageLines(failure);
    const run = {
      ...counts(settings.firewalls.length, results),
      pceCalls,
      warnings: [],
      problems: [...texts, ...failures.map(({ item, reason }) => `${item}: ${reason}`)],
      ...(failure !== undefined && { error: texts.join(" ") }),
    };
    const level = run.problems.length > 0 ? "ERROR" : "INFO";
    write({ event: "sql-synced", ...line, level, ...run, durationInMilliseconds: durationInMilliseconds() });
    if (failure !== undefined) throw failure;
    if (failures.length > 0)
      throw new PartialFailureError("sql-sync", failures, results.length - failures.length);
  };
}
