import { type Lock, LockBlob } from "../../../clients/azure/lock-blob";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import type { AppLog } from "../../../core/contracts/azure/app-log";
import { HOST_ACCOUNT } from "../../../core/contracts/azure/host-account";
import type { OnboardingLogLine } from "../../../core/contracts/azure/onboarding-log";
import { ONBOARDING_TIMEOUT_IN_SECONDS } from "../../../core/contracts/azure/onboarding-times";
import { IllumioIacError, messageLines } from "../../../core/errors";
import type { OnboardingReport } from "../../../reconcilers/onboarding/report";
import { runOnboarding } from "../../../reconcilers/onboarding/run-onboarding";
import { bundleSeen } from "../shared/own-bundle";
import { type ConnectedServices, connected } from "./connected";
import { runCounts, vmLine } from "./log-lines";
import type { OnboardingAppSettings } from "./settings";

export interface OnboardingServices extends ConnectedServices {
  readonly write: (log: OnboardingLogLine) => void;
  /** Digest of the bundle that runs. */
  readonly bundleDigest?: string;
  /** @default that of the function app */
  readonly timeoutInSeconds?: number;
  /** @default the clock of this machine */
  readonly now?: () => Date;
}

export interface Invocation {
  readonly functionName: string;
  readonly invocationId: string;
}

/** Share of the timeout that is kept for the log lines. */
const RESERVED_SHARE = 0.1;

/**
 * Makes the function that takes every machine as far as it goes now, as `illumio-iac onboarding run --once` does.
 *
 * A run holds a lease, so there is one at a time. It ends itself before the function's timeout; whatever is written stands, and
 * the next run goes on from there.
 *
 * @returns a function that throws when a system had no answer, a limit was passed or the run could not begin, after it wrote its
 *   lines. Machines that failed are no failure of the run: an alert counts them
 */
export function onboardingFunction(settings: OnboardingAppSettings, services: OnboardingServices) {
  const { credential, write, now = () => new Date() } = services;
  const { timeoutInSeconds = ONBOARDING_TIMEOUT_IN_SECONDS } = services;
  const { lockContainer, onboardingLockBlob } = HOST_ACCOUNT;
  const lockUrl = new URL(`${lockContainer}/${onboardingLockBlob}`, settings.hostBlobUrl).href;
  const lockOf = new LockBlob(lockUrl, credential, new StorageCalls());
  const bundle = bundleSeen(settings.bundleDigest, services.bundleDigest);

  return async ({ functionName, invocationId }: Invocation): Promise<void> => {
    const begun = performance.now();
    const line = {
      timestamp: new Date().toISOString(),
      FunctionName: functionName,
      requestId: invocationId,
      bundle,
    };
    const took = () => ({ durationInMilliseconds: Math.round(performance.now() - begun) });
    let lock: Lock | undefined;
    let report: OnboardingReport | undefined;
    let failure: unknown;
    try {
      lock = await lockOf.take();
      if (lock === undefined) {
        const warnings = ["another run holds the lock, so this one did nothing"];
        write({ event: "onboarding-skipped", ...line, level: "INFO", problems: [], warnings, ...took() });
        return;
      }
      const limit = AbortSignal.timeout(timeoutInSeconds * 1_000 * (1 - RESERVED_SHARE));
      const signal = AbortSignal.any([lock.lost, limit]);
      const { ports, close } = await connected(settings, services, invocationId, signal);
      try {
        report = await runOnboarding(settings.onboarding, ports, { id: invocationId, now, signal });
      } finally {
        await close();
      }
      if (lock.lost.aborted) throw lock.lost.reason;
    } catch (error) {
      failure = error;
    }
    await lock?.release();
    for (const machine of report?.machines ?? [])
      write({ ...line, ...vmLine(machine), durationInMilliseconds: 0 });
    const texts = failure === undefined ? [] : messageLines(failure);
    const problems = [
      ...texts,
      ...(report?.ended === undefined ? [] : [report.ended]),
      ...(report?.problems ?? []),
    ];
    const level: AppLog["level"] = problems.length > 0 ? "ERROR" : "INFO";
    write({
      event: "onboarding-run",
      ...line,
      level,
      ...runCounts(report),
      problems,
      warnings: report?.warnings ?? [],
      ...(failure !== undefined && { error: texts.join(" ") }),
      ...took(),
    });
    if (failure !== undefined) throw failure;
    if (problems.length > 0)
      throw new IllumioIacError(`onboarding ${settings.onboarding.name}: ${problems.join("; ")}`);
  };
}
