import type { AppLog } from "./app-log";

/** Line of a run that was left to another instance, which holds the lease. */
export interface OnboardingSkippedLog extends AppLog {
  readonly event: "onboarding-skipped";
}

/** Line of one virtual machine whose record a run changed. */
export interface OnboardedVmLog extends AppLog {
  readonly event: "onboarding-vm";
  readonly vmId: string;
  /** Name of the machine. */
  readonly vm: string;
  readonly resourceId: string;
  readonly status: "open" | "failed" | "skipped" | "closed";
  /** The last step that is done. */
  readonly step: string;
  /** Why it waits, failed, is skipped or is closed; empty when it goes on by itself. */
  readonly reason: string;
}

/** Line of one run, after those of its machines. */
export interface OnboardingLog extends AppLog {
  readonly event: "onboarding-run";
  /** Why the run ended before its end: no inventory, the lock cannot be taken, a limit, … */
  readonly error?: string;
  /** Machines in the inventory. */
  readonly vms: number;
  /** Records by what they are. */
  readonly underWay: number;
  readonly commissioned: number;
  readonly skipped: number;
  readonly failed: number;
  readonly closed: number;
  /** Machines that wait for `illumio-iac onboarding approve`. */
  readonly waitingForApproval: number;
  /** Machines whose record this run changed. */
  readonly changed: number;
  /** Calls by system, every try counted. */
  readonly pceCalls: number;
  readonly azureCalls: number;
  readonly checkPointCalls: number;
  readonly cmdbCalls: number;
  readonly publishes: number;
  readonly installs: number;
}

/** What the *onboarding* function writes. */
export type OnboardingLogLine = OnboardingLog | OnboardedVmLog | OnboardingSkippedLog;
