import type { AppLog } from "./app-log";

/** Line of a run that was left to another instance, which holds the lease. */
export interface OnboardingSkippedLog extends AppLog {
  readonly event: "onboarding-skipped";
}

/** Line of one machine whose record a run changed, or that waits or has failed. */
export interface OnboardedVmLog extends AppLog {
  readonly event: "onboarding-vm";
  readonly vmId: string;
  /** Name of the machine. */
  readonly vm: string;
  readonly resourceId: string;
  readonly status: "open" | "failed" | "skipped" | "closed";
  /** The step before this run; absent for a machine that is new. */
  readonly from?: string;
  /** The last step that is done. */
  readonly step: string;
  /** Why it waits, failed, is skipped or is closed; empty when it goes on by itself. */
  readonly reason: string;
}

/** Line of one run, after those of its machines. */
export interface OnboardingLog extends AppLog {
  readonly event: "onboarding-run";
  /** Why there was no run: the lock cannot be taken, a secret cannot be read, the records have no answer, … */
  readonly error?: string;
  /** Why the run ended before its end: a limit, or its time. */
  readonly ended?: string;
  /** Machines in the inventory. */
  readonly inventory: number;
  /** Machines by state, as the status table has them. */
  readonly done: number;
  readonly underWay: number;
  readonly waiting: number;
  /** Those that wait for `illumio-iac onboarding approve`. */
  readonly approval: number;
  readonly failed: number;
  readonly skipped: number;
  readonly closed: number;
  /** Machines that this run took to a later step, without those that it skips. */
  readonly advanced: number;
  readonly commandsStarted: number;
  readonly publishes: number;
  readonly installs: number;
  /** Records that another run changed meanwhile, and records of a later release, which are left alone. */
  readonly lost: number;
  readonly newer: number;
  /** Calls by system. */
  readonly calls: Readonly<Record<string, number>>;
}

/** What the *onboarding* function writes. */
export type OnboardingLogLine = OnboardingLog | OnboardedVmLog | OnboardingSkippedLog;
