import type { TokenCredential } from "@azure/core-auth";
import { FlowLogBlobs } from "../../../clients/azure/flow-log-blobs";
import { type Lock, LockBlob } from "../../../clients/azure/lock-blob";
import { MessageQueue } from "../../../clients/azure/message-queue";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import { TableRows } from "../../../clients/azure/table-rows";
import type { SecretSource } from "../../../clients/secret-source";
import type { DrainLogLine } from "../../../core/contracts/azure/drain-log";
import { DRAIN_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/drain-times";
import { FLOW_LOG_CONTAINERS, HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import { messageLines } from "../../../core/errors";
import { CallPace } from "../../flow-upload/call-pace";
import { realTimer, type Timer } from "../../flow-upload/timer";
import { TimeBudget } from "../../shared/time-budget";
import { bundleSeen } from "../shared/own-bundle";
import { Checkpoints } from "./checkpoints";
import { levelOf, NO_COUNTS } from "./drain-counts";
import { DrainMemory } from "./drain-memory";
import { DrainRun } from "./drain-run";
import { FlowLogFolders } from "./flow-log-folders";
import { HourRow } from "./hour-row";
import { readingLimits } from "./reading-limits";
import { RejectedQueue } from "./rejected-queue";
import type { DrainSettings } from "./settings";

export interface DrainServices {
  readonly credential: TokenCredential;
  readonly secret: SecretSource;
  readonly write: (log: DrainLogLine) => void;
  /** Digest of the bundle that runs. */
  readonly bundleDigest?: string;
  /** Timer for the waits before calls are made again. @default the machine's own time */
  readonly timer?: Timer;
  /** The time by which hours are chosen. @default that of the storage service, which this machine's clock cannot put wrong */
  readonly now?: () => Date;
  /** @default that of the function app */
  readonly timeoutInSeconds?: number;
}

export interface Invocation {
  readonly functionName: string;
  readonly invocationId: string;
}

/** Time that is kept for tables, queues and the log line, and its share of a short timeout. */
const RESERVE_IN_MILLISECONDS = 30_000;
const RESERVED_SHARE = 0.2;

/** Difference between two clocks that is worth a word. */
const CLOCK_TOLERANCE_IN_MILLISECONDS = 300_000;

/**
 * Makes the function that delivers what is new in the flow logs of an account.
 *
 * A drain holds a lease, so there is one at a time. It reads the blocks that are new since the checkpoints, uploads their
 * flows, and moves the checkpoints whose lines were all answered. Whatever fails is read again by the next drain. It ends
 * itself before the function's timeout.
 *
 * @returns a function that throws when flow logs, tables or the lock cannot be used, after it wrote its line
 */
export function drainFunction(settings: DrainSettings, services: DrainServices) {
  const { credential, secret, write, timer = realTimer } = services;
  const { timeoutInSeconds = DRAIN_TIMEOUT_IN_SECONDS } = services;
  const { blobUrl, queueUrl, tableUrl } = settings.host;
  const calls = new StorageCalls();
  const account = new FlowLogBlobs(settings.flowLogBlobUrl, credential, calls);
  const { virtualNetwork, networkSecurityGroup } = FLOW_LOG_CONTAINERS;
  const containers = settings.nsgLogs ? [virtualNetwork, networkSecurityGroup] : [virtualNetwork];
  const folders = new FlowLogFolders(account, containers);
  const { lockContainer, lockBlob, rejectedQueue, checkpointTable, hourTable } = HOST_ACCOUNT;
  const lockOf = new LockBlob(new URL(`${lockContainer}/${lockBlob}`, blobUrl).href, credential, calls);
  const rows = (table: string) => new TableRows(tableUrl, table, credential, calls);
  const checkpoints = new Checkpoints(rows(checkpointTable));
  const rejected = new RejectedQueue(
    new MessageQueue(new URL(rejectedQueue, queueUrl).href, credential, calls),
  );
  const pace = new CallPace(() => timer.now());
  const memory = new DrainMemory();
  const bundle = bundleSeen(settings.bundleDigest, services.bundleDigest);

  return async ({ functionName, invocationId }: Invocation): Promise<void> => {
    const begun = { at: performance.now(), calls: calls.made };
    const line = {
      timestamp: new Date().toISOString(),
      FunctionName: functionName,
      requestId: invocationId,
      bundle,
    };
    const total = timeoutInSeconds * 1_000;
    const reserve = Math.min(RESERVE_IN_MILLISECONDS, total * RESERVED_SHARE);
    const deadline = begun.at + total - reserve;
    let lock: Lock | undefined;
    let run: DrainRun | undefined;
    let failure: unknown;
    const warnings: string[] = [];
    try {
      lock = await lockOf.take();
      if (lock === undefined) {
        const text = "another drain holds the lock, so this one did nothing";
        const took = { durationInMilliseconds: Math.round(performance.now() - begun.at) };
        write({ event: "drain-skipped", ...line, level: "INFO", problems: [], warnings: [text], ...took });
        return;
      }
      const { lost, takenAt } = lock;
      warnings.push(...clockWarnings(takenAt));
      const left = () => (lost.aborted ? 0 : Math.max(0, deadline - performance.now()));
      const time = new TimeBudget(left);
      const reading = readingLimits({
        left,
        lost,
        callsPerMinute: settings.callsPerMinute,
        isAway: pace.isAway || memory.isPceSilent,
      });
      const now = services.now?.() ?? takenAt;
      const hours = new HourRow(rows(hourTable));
      run = new DrainRun({
        ...{ settings, account, folders, checkpoints, hours, rejected, secret },
        ...{ pace, timer, time, reading, lock, now, memory },
      });
      await run.run();
      if (lost.aborted) throw lost.reason;
    } catch (error) {
      failure = error;
    }
    await lock?.release();
    const counts = run?.counts ?? NO_COUNTS;
    const texts = failure === undefined ? [] : messageLines(failure);
    const log = {
      ...counts,
      problems: [...texts, ...counts.problems],
      warnings: [...warnings, ...counts.warnings],
      storageCalls: calls.made - begun.calls,
      ...(failure !== undefined && { error: texts.join(" ") }),
    };
    const durationInMilliseconds = Math.round(performance.now() - begun.at);
    write({ event: "drain", ...line, level: levelOf(log), ...log, durationInMilliseconds });
    if (failure !== undefined) throw failure;
  };
}

function clockWarnings(takenAt: Date): string[] {
  const off = Math.round((Date.now() - takenAt.getTime()) / 1_000);
  if (Math.abs(off) * 1_000 < CLOCK_TOLERANCE_IN_MILLISECONDS) return [];
  const where = off > 0 ? "ahead of" : "behind";
  return [
    `the clock of this machine is ${Math.abs(off)} s ${where} that of the storage service; hours are chosen by the service's clock`,
  ];
}
