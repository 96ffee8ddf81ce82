import fc from "fast-check";
import {
  advanced,
  approved,
  closed,
  discovered,
  failedOnce,
  noted,
  retried,
  STEPS,
  seen,
  skipped,
  type VmRecord,
  waiting,
} from "../../../core/onboarding";
import { machine, NOW, recordOf } from "./machines";

const LIMITS = { attempts: 3, backoffInMinutes: 5 };
const LATER = NOW.toISOString();

test("a machine that was not known gets a record, with its name where Azure has no computer name", () => {
  const vm = machine({ vmId: "ABC", computerName: undefined });
  expect(discovered(vm, NOW)).toEqual({ ...recordOf({ vmId: "abc" }), since: LATER });
});

test("a machine that was moved or renamed keeps its record, and one that was not keeps the same one", () => {
  const record = recordOf({ step: "labelled" });
  const moved = machine({ name: "web1", resourceGroup: "other-rg", computerName: "web-one" });
  expect(seen(record, moved)).toEqual({ ...record, resourceId: moved.resourceId, computerName: "web-one" });
  const upper = machine({ resourceId: record.resourceId.toUpperCase() });
  expect(seen(record, upper)).toBe(record);
});

test("a step that is done resets attempts, and keeps what it learnt", () => {
  const record = recordOf({ step: "recorded", reason: "x", attempts: 2, nextAttempt: LATER, cmdbId: "c" });
  const command = { name: "illumio-iac-ven-1", startedAt: LATER, nonce: "n" };
  const requested = advanced(record, "ven-requested", NOW, { command });
  expect(requested).toEqual(recordOf({ step: "ven-requested", since: LATER, cmdbId: "c", command }));
  const paired = advanced(requested, "ven-paired", NOW, { command: undefined, workload: "/w/1" });
  expect(paired).toEqual(recordOf({ step: "ven-paired", since: LATER, cmdbId: "c", workload: "/w/1" }));
});

test("a step before the one that is done is refused", () => {
  expect(() => advanced(recordOf({ step: "labelled" }), "recorded", NOW)).toThrow(
    "web1: step recorded lies before labelled, which is done",
  );
});

test("what is noted changes neither step nor time", () => {
  const record = recordOf({ workload: "/w/1" });
  expect(noted(record, { cmdbId: "c", workload: undefined })).toEqual(recordOf({ cmdbId: "c" }));
});

test("a step that fails is tried again later and later, and then has failed", () => {
  const first = failedOnce(recordOf({ step: "labelled" }), "the PCE said no", NOW, LIMITS);
  expect(first).toEqual(
    recordOf({
      step: "labelled",
      reason: "firewall-ready: the PCE said no",
      attempts: 1,
      failure: "firewall-ready: the PCE said no",
      nextAttempt: "2026-03-01T12:05:00.000Z",
    }),
  );
  const second = failedOnce(first, "again", NOW, LIMITS);
  expect(second).toMatchObject({ attempts: 2, nextAttempt: "2026-03-01T12:10:00.000Z", status: "open" });
  const third = failedOnce(second, "enough", NOW, LIMITS);
  expect(third).toEqual(
    recordOf({
      step: "labelled",
      status: "failed",
      reason: "firewall-ready: enough",
      failure: "firewall-ready: enough",
      attempts: 3,
      since: LATER,
    }),
  );
});

test("a person's retry begins again, but opens nothing that was closed", () => {
  const failed = recordOf({ status: "failed", attempts: 5, reason: "x", step: "recorded" });
  expect(retried(failed, NOW)).toEqual(recordOf({ step: "recorded", since: LATER }));
  const late = recordOf({ attempts: 2, reason: "x", nextAttempt: LATER });
  expect(retried(late, NOW)).toEqual(recordOf());
  const gone = recordOf({ status: "closed", reason: "deleted" });
  expect(retried(gone, NOW)).toBe(gone);
});

test("a machine that waits has a reason and no failure, and keeps an attempt that is to come", () => {
  const record = recordOf({ attempts: 1, nextAttempt: "2026-03-01T12:00:01.000Z" });
  expect(waiting(record, "it does not run", NOW)).toEqual({ ...record, reason: "it does not run" });
  const { nextAttempt: _, ...past } = record;
  expect(waiting({ ...record, nextAttempt: LATER }, "it does not run", NOW)).toEqual({
    ...past,
    reason: "it does not run",
  });
});

test("labels that wait for an approval are what is approved, and a new wait names new ones", () => {
  const record = recordOf({ step: "ven-paired" });
  const asks = waiting(record, "approve", NOW, new Map([["role", "dc"]]));
  expect(asks.awaitsApproval).toEqual({ role: "dc" });
  expect(approved(asks, "ann", NOW)).toEqual({
    ...record,
    approved: { by: "ann", at: LATER, labels: { role: "dc" } },
  });
  expect(approved(record, "ann", NOW)).toBeUndefined();
  expect(waiting(asks, "it does not run", NOW).awaitsApproval).toBeUndefined();
  expect(retried(asks, NOW)).toEqual(asks);
  expect(advanced(asks, "labelled", NOW).awaitsApproval).toBeUndefined();
});

test("a skipped machine and a closed one have their reason and no attempt left", () => {
  const record = recordOf({ step: "recorded", attempts: 2, nextAttempt: LATER });
  const left = { step: "recorded", since: LATER } as const;
  expect(skipped(record, "exclude", NOW)).toEqual(
    recordOf({ ...left, status: "skipped", reason: "exclude" }),
  );
  expect(closed(record, "deleted", NOW)).toEqual(recordOf({ ...left, status: "closed", reason: "deleted" }));
});

test("reasons are one line that can be seen, and not longer than 1,000 characters", () => {
  const { reason } = skipped(recordOf(), `a\nb${"🙂".repeat(600)}`, NOW);
  expect(reason).toMatch(/^a\\u000ab🙂/u);
  expect(reason.length).toBeLessThanOrEqual(1_000);
  expect(reason).toMatch(/🙂…$/u);
});

test("the time changes exactly with status and step", () => {
  const change = fc.constantFrom<(record: VmRecord) => VmRecord>(
    (record) => advanced(record, record.step, NOW),
    (record) => advanced(record, "commissioned", NOW),
    (record) => waiting(record, "w", NOW),
    (record) => failedOnce(record, "f", NOW, LIMITS),
    (record) => skipped(record, "s", NOW),
    (record) => closed(record, "c", NOW),
    (record) => retried(record, NOW),
    (record) => noted(record, { workload: "/w/1" }),
  );
  const status = fc.constantFrom<VmRecord["status"]>("open", "failed", "skipped", "closed");
  fc.assert(
    fc.property(status, fc.constantFrom(...STEPS), fc.nat(4), change, (was, step, attempts, apply) => {
      const before = recordOf({ status: was, step, attempts });
      const after = apply(before);
      const isSame = after.status === before.status && after.step === before.step;
      expect(after.since).toBe(isSame ? before.since : LATER);
      expect([after.vmId, after.version]).toEqual([before.vmId, 1]);
    }),
  );
});
