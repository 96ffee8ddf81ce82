import type { Context } from "aws-lambda";
import { parametersBelow } from "../../../clients/aws/parameters-below";
import { SecretCache } from "../../../clients/aws/secret-cache";
import type { DriftCheckLog, ObjectDrift } from "../../../core/contracts/aws/function-logs";
import { type FailedItem, PartialFailureError } from "../../../core/errors";
import {
  type Comparison,
  compareObjects,
} from "../../../dynamic-providers/cloudformation/pce/compare-objects";
import { connectionFromSecret } from "../../shared/pce-secret";
import { TimeBudget } from "../../shared/time-budget";
import type { LogWriter } from "../../shared/write-log";
import { writeLog } from "../shared/write-log";
import { type DeclaredObjects, declaredObjects } from "./declared-objects";
import type { DriftCheckSettings } from "./settings";

/** Share of the time for calls after which one call gives up. */
const SHARE_OF_ONE_CALL = 0.25;

const NOTHING_DECLARED: DeclaredObjects = { declarations: [], failures: [], total: 0, isUnderWay: false };
const NOTHING_COMPARED: Comparison = { checked: 0, drifted: {}, failures: [], calls: 0 };

/**
 * Makes the handler that compares the objects of a connection with their declarations, and writes nothing but its log.
 *
 * Every invocation reads and compares everything, whatever the event is. An object that differs is drift, which is counted
 * and no failure; while a deployment is under way it is a note. The run throws when something could not be compared. The
 * secret is read at every run, so a rotated key counts from the next one on.
 */
export function driftCheckHandler(settings: DriftCheckSettings, write: LogWriter) {
  return async (_event: unknown, context: Context): Promise<void> => {
    const started = Date.now();
    const time = new TimeBudget(() => context.getRemainingTimeInMillis());
    const failures: FailedItem[] = [];
    let declared = NOTHING_DECLARED;
    let compared = NOTHING_COMPARED;
    let reading = "the declarations";
    try {
      const milliseconds = Math.max(1, Math.ceil(time.forCalls()));
      const signal = AbortSignal.timeout(milliseconds);
      declared = declaredObjects(await parametersBelow(settings.path, signal), settings.path, started);
      failures.push(...declared.failures);
      reading = "the PCE";
      const secret = await new SecretCache(settings.pceSecretArn).read(signal);
      const connection = connectionFromSecret(settings.pce, secret, settings.pceSecretArn);
      const totalTimeoutInSeconds = Math.max(0.1, (milliseconds / 1_000) * SHARE_OF_ONE_CALL);
      compared = await compareObjects(declared.declarations, connection, { signal, totalTimeoutInSeconds });
      failures.push(...compared.failures);
    } catch (error) {
      failures.push({ item: reading, reason: (error as Error).message, cause: error });
    }
    const { checked } = compared;
    const { isUnderWay, total } = declared;
    const drifted = isUnderWay ? {} : compared.drifted;
    const ObjectsDrifted = Object.keys(drifted).length;
    const log: DriftCheckLog = {
      event: "drift-checked",
      timestamp: new Date(started).toISOString(),
      level: failures.length > 0 ? "ERROR" : ObjectsDrifted > 0 ? "WARN" : "INFO",
      FunctionName: context.functionName,
      requestId: context.awsRequestId,
      ObjectsChecked: checked,
      ObjectsDrifted,
      ObjectsFailed: failures.length === 0 ? 0 : Math.max(1, total - checked),
      PceCalls: compared.calls,
      drifted,
      notes: isUnderWay ? Object.entries(compared.drifted).map(pendingText) : [],
      problems: failures.map(({ item, reason }) => `${item}: ${reason}`),
      durationInMilliseconds: Date.now() - started,
    };
    writeLog(log, write);
    if (failures.length > 0) throw new PartialFailureError("drift-check", failures, checked);
  };
}

function pendingText([path, { href, fields, gone }]: [string, ObjectDrift]): string {
  const what = gone ? "is gone" : `differs in ${fields.join(", ")}`;
  return `a deployment is under way: ${path} (${href}) ${what}`;
}
