import { type PanosAnswer, success } from "../api/answer";
import type { ApiCall } from "../api/api-call";
import type { Device } from "../device/device";
import type { Change } from "./changes";
import { type CommitRequest, isPartial, readCommit, takes } from "./commit-request";
import type { JobResult } from "./jobs";
import { refuseOnPassive } from "./passive";
import { commitProblems } from "./references";
import { synchronize } from "./synchronize";

/** What a commit answers at once (facts §8.2). */
export const enqueued = (id: number): PanosAnswer => ({
  body:
    `<response status="success" code="19"><result><msg><line>Commit job enqueued with jobid ${id}</line></msg>` +
    `<job>${id}</job></result></response>`,
});

/** The text stands directly in `msg`; an administrator with a custom role gets code 13 (facts §8.2). */
const nothingToCommit = (customRole: boolean): PanosAnswer => ({
  body: `<response status="success" code="${customRole ? 13 : 19}"><msg>There are no changes to commit.</msg></response>`,
});

/**
 * Starts a commit of the candidate configuration as it is now. A partial commit includes whole objects: an object that
 * two administrators changed is included as it is (UNCONFIRMED).
 */
export function startCommit(device: Device, call: ApiCall, request: CommitRequest): PanosAnswer {
  const { config, commit } = device;
  const { admin, jobFails } = call;
  refuseOnPassive(device);
  config.locks.refuseCommit(admin.name);
  const changes = config.pending().filter(({ path, admins }) => takes(request, path, admins));
  if (changes.length === 0 && !request.force && !request.validateOnly)
    return nothingToCommit(admin.customRole);
  const part = isPartial(request) ? changes : undefined;
  return enqueued(enqueue(device, admin.name, request, part, { jobFails, milliseconds: commit.commitInMs }));
}

/** Starts another administrator's commit of his own changes. */
export const startCommitOf = (device: Device, admin: string, milliseconds: number): number => {
  const request = readCommit("<commit/>");
  const changes = device.config.pending().filter(({ admins }) => admins.includes(admin));
  return enqueue(device, admin, request, changes, { jobFails: false, milliseconds });
};

interface JobOptions {
  readonly jobFails: boolean;
  readonly milliseconds: number;
}

/** @param changes of the candidate configuration that the commit includes; undefined for everything */
function enqueue(
  device: Device,
  admin: string,
  { description, validateOnly }: CommitRequest,
  changes: readonly Change[] | undefined,
  { jobFails, milliseconds }: JobOptions,
): number {
  const { config } = device;
  const { candidate } = config;
  const finish = (): JobResult => {
    const running = config.preview(candidate, changes);
    const problems = jobFails ? ["Commit failed"] : commitProblems(config.schema, running, config.pushed);
    if (problems.length > 0) return { failed: true, details: problems };
    if (validateOnly) return { failed: false, details: ["Configuration is valid"] };
    config.run(running);
    config.locks.release(admin);
    synchronize(device);
    return { failed: false, details: ["Configuration committed successfully"] };
  };
  return device.jobs.enqueue({ type: "Commit", admin, description, milliseconds, finish });
}

/** `check pending-changes`. */
export const pendingChanges = ({ config }: Device): PanosAnswer =>
  success(config.pending().length > 0 ? "yes" : "no");
