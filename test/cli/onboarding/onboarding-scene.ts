import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RECORD_VERSION, type VmRecord } from "../../../core/onboarding";
import { FileRecords } from "../../../reconcilers/onboarding/records/file-records";
import { inventoryVm } from "../../reconcilers/onboarding/support/inventory";
import { type Ended, illumioIac, type RunOptions } from "../in-process-command";

export type { Ended };

/** A folder with records in a file, and the command between them. */
export class OnboardingScene {
  readonly folder = mkdtempSync(path.join(tmpdir(), "onboarding-"));
  readonly records = path.join(this.folder, "records.json");
  readonly file = path.join(this.folder, "onboarding.yaml");

  constructor(readonly environment: Readonly<Record<string, string | undefined>> = {}) {}

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes the records of machines. */
  async store(...records: readonly VmRecord[]): Promise<void> {
    const store = new FileRecords(this.records);
    await store.read();
    await store.write(records);
  }

  /** What stands in the records now, by name. */
  async stored(): Promise<Record<string, VmRecord>> {
    const { records } = await new FileRecords(this.records).read();
    return Object.fromEntries([...records.values()].map((record) => [record.name, record]));
  }

  /** Text of the records as they are. */
  text(): string {
    return readFileSync(this.records, "utf8");
  }

  /** Writes a file below the folder. @returns its path */
  write(name: string, content: string | object): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  /** `illumio-iac onboarding …` with the records of the scene. */
  run(...args: string[]): Promise<Ended> {
    return this.call([...args, "--records", this.records]);
  }

  /** `illumio-iac onboarding …` and nothing else. */
  call(args: readonly string[], more: Omit<RunOptions, "env"> = {}) {
    return illumioIac(["onboarding", ...args], { env: this.environment, ...more });
  }
}

/** The record of `web-<number>`. */
export function record(number: number, changes: Partial<VmRecord> = {}): VmRecord {
  const { vmId, resourceId, name } = inventoryVm(number);
  return {
    version: RECORD_VERSION,
    vmId,
    resourceId,
    name,
    computerName: name,
    status: "open",
    step: "recorded",
    since: `2026-01-01T00:0${number}:00.000Z`,
    reason: "",
    attempts: 0,
    ...changes,
  };
}

/** One machine in each state: web-1 failed, web-2 waits for an approval, web-3 pauses, web-4 is done, web-5 was deleted. */
export const EACH_STATE: readonly VmRecord[] = [
  record(1, { status: "failed", reason: "ven-paired: exit 7", attempts: 5, step: "ven-requested" }),
  record(2, {
    step: "ven-paired",
    reason: "waits for a person who approves role=dc: illumio-iac onboarding approve web-2",
    awaitsApproval: { role: "dc" },
  }),
  record(3, { reason: "ven-requested: no answer", attempts: 2, nextAttempt: "2026-01-01T00:30:00.000Z" }),
  record(4, { step: "commissioned" }),
  record(5, { status: "closed", reason: "it was deleted" }),
];
