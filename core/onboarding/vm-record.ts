import type { Step } from "./step";

/** Version of the shape of a record. A record of a later release is left as it is. */
export const RECORD_VERSION = 1;

/**
 * What is known of one virtual machine from run to run. The `vmId` of Azure is its key, so a machine that is moved or renamed
 * keeps its record.
 */
export interface VmRecord {
  readonly version: typeof RECORD_VERSION;
  /** In lower case. */
  readonly vmId: string;
  /** Id of the resource when it was seen last. */
  readonly resourceId: string;
  readonly name: string;
  /** Host name in the operating system by Azure; the name of the machine where Azure does not say. */
  readonly computerName: string;
  /** `open`: under way or done. `skipped`: looked at again in every run. `closed`: the machine was deleted. */
  readonly status: "open" | "failed" | "skipped" | "closed";
  /** The last step that is done. */
  readonly step: Step;
  /** When `status` or `step` changed, in ISO 8601. */
  readonly since: string;
  /** Why it waits, failed, is skipped or is closed, for people; empty when it goes on by itself. */
  readonly reason: string;
  /** Failures of the step that comes next, since the last one that was done. */
  readonly attempts: number;
  /** Why its last attempt failed; absent once the step is done. */
  readonly failure?: string;
  /** Not looked at before, in ISO 8601. */
  readonly nextAttempt?: string;
  /** Command that installs the agent, written before it is started. */
  readonly command?: VenCommand;
  /** When a start of its command was refused or had no answer, in ISO 8601; absent once one was taken. */
  readonly startRefusedAt?: string;
  /** Href of the workload in the PCE. */
  readonly workload?: string;
  /** Id of the record in the CMDB. */
  readonly cmdbId?: string;
  /** Labels that were given, by their key. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Host in Check Point as it was placed last. */
  readonly host?: PlacedHost;
  /** Critical labels that wait for an approval, by their key. */
  readonly awaitsApproval?: Readonly<Record<string, string>>;
  /** Who approved critical labels, and which, by their key. Other labels ask again. */
  readonly approved?: {
    readonly by: string;
    readonly at: string;
    readonly labels: Readonly<Record<string, string>>;
  };
}

export interface PlacedHost {
  readonly name: string;
  /** Groups that it was put into. */
  readonly groups: readonly string[];
  /** In order; absent while it is not known what became of them. */
  readonly addresses?: readonly string[];
  /** Firewall that it was placed in, by {@link firewallName}. */
  readonly firewall?: string;
}

export interface VenCommand {
  readonly name: string;
  /** When it was written down, just before it was started; in ISO 8601. */
  readonly startedAt: string;
  /** Stands in the output of this command and of no other. */
  readonly nonce: string;
  /** Whether Azure took it: when it is not on the machine then, somebody removed it. */
  readonly isTaken?: true;
  /** Where the result of an action Run Command is asked for; Azure says it when the command was started. */
  readonly operation?: string;
  /** When a run first saw that it succeeded, although the PCE had no workload of the machine; in ISO 8601. */
  readonly succeededAt?: string;
}
