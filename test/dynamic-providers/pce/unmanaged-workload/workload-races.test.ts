import fc from "fast-check";
import { IncompleteResourceError } from "../../../../dynamic-providers/lifecycle/incomplete-resource-error";
import { labelProvider } from "../../../../dynamic-providers/pce/label/label.provider";
import { unmanagedWorkloadProvider } from "../../../../dynamic-providers/pce/unmanaged-workload/unmanaged-workload.provider";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { GatedRun, Gates, type Passage } from "../two-runs";

const INPUTS = { hostname: "web01" };

let pce: PceSimulator;
let runs: GatedRun[];
let time: () => number;

beforeEach(async () => {
  let milliseconds = Date.parse("2026-01-02T03:04:05Z");
  time = () => (milliseconds += 1);
  pce = await startPceSimulator({ seed: 1, callsPerMinute: 1_000_000, now: () => time() });
  runs = [];
});
afterEach(async () => {
  await Promise.all(runs.map((run) => run.close()));
  await pce.close();
});

function start(name: string, passage: Passage, owner?: string): GatedRun {
  const run = new GatedRun(name, pce, passage, owner);
  runs.push(run);
  return run;
}

// biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
const workloads = (): any[] => [...pce.store.table("workloads").live()];
const create = (run: GatedRun, inputs = INPUTS) =>
  unmanagedWorkloadProvider.create(inputs, run.systems, run.context);

type Created = Awaited<ReturnType<typeof create>>;

/** What the engine does with what it has in the state. */
async function destroy(name: string, { id, state }: Created): Promise<void> {
  const run = start(`${name} destroy`, async () => {});
  await unmanagedWorkloadProvider.delete(id, state, run.systems, run.context);
}

/** As the engine keeps it: created, or failed and yet there. */
function kept(outcome: PromiseSettledResult<Created>): Created | undefined {
  if (outcome.status === "fulfilled") return outcome.value;
  const { reason } = outcome;
  return reason instanceof IncompleteResourceError
    ? { id: reason.id, state: reason.state as Created["state"] }
    : undefined;
}

async function destroyAll(outcomes: readonly PromiseSettledResult<Created>[]): Promise<void> {
  for (const [index, outcome] of outcomes.entries()) {
    const created = kept(outcome);
    if (created) await destroy(`run${index}`, created);
  }
}

describe("two runs that create a workload of one name at the same moment", () => {
  it("end with the older one; the younger run fails and names it", async () => {
    const gates = new Gates();
    const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
    const held = gates.hold("other bulkCreateWorkloads");
    const younger = create(other);
    await held.reached;
    const { id } = await create(one);
    held.open();
    await expect(younger).rejects.toThrow(
      new RegExp(`web01.*'one/shop/dev//web01'.*same hostname.*stays \\(${id}\\).*removed again`),
    );
    expect(workloads()).toMatchObject([{ href: id }]);
  });

  it("leave one also when the older one appears after the younger one was kept", async () => {
    const gates = new Gates();
    const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
    const looked = gates.hold("one bulkCreateWorkloads");
    const older = create(one);
    await looked.reached;
    const { id } = await create(other);
    time = () => Date.parse("2026-01-02T03:00:00Z"); // what `one` creates now counts as older
    looked.open();
    await expect(older).rejects.toThrow(/'other\/shop\/dev\/\/web01'/);
    expect(workloads()).toMatchObject([{ href: id }]);
  });

  it("keep the older one while the younger one is being removed", async () => {
    const gates = new Gates();
    const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
    const looked = gates.hold("other bulkCreateWorkloads");
    const younger = create(other);
    await looked.reached;
    const created = gates.hold("one bulkCreateWorkloads answered");
    const older = create(one);
    await created.reached;
    const leaving = gates.hold("other bulkDeleteWorkloads");
    looked.open();
    await leaving.reached;
    const waiting = gates.hold("one waits");
    created.open();
    await waiting.reached;
    leaving.open();
    await expect(younger).rejects.toThrow(/removed again/);
    waiting.open();
    const { id } = await older;
    expect(workloads()).toMatchObject([{ href: id }]);
  });

  it.each(["hostname", "name"])(
    "never leave two of one %s, whatever the order of their calls",
    async (index) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.constantFrom(1, 0, -1),
          fc.boolean(),
          async (scheduler, step, sameOwner) => {
            let milliseconds = Date.parse("2026-01-02T03:04:05Z");
            time = () => (milliseconds += step); // forwards, standing still and backwards
            const passage: Passage = (call) => scheduler.schedule(Promise.resolve(call), call);
            const pair = ["one", "other"].map((name) =>
              start(name, passage, sameOwner ? "acme/shop/dev//web01" : undefined),
            );
            const both = Promise.allSettled(pair.map((run) => create(run, { [index]: "web01" } as never)));
            const outcomes = await scheduler.waitFor(both);
            const succeeded = outcomes.filter(({ status }) => status === "fulfilled");
            expect(workloads().length).toBeLessThanOrEqual(1);
            expect(succeeded.length).toBe(workloads().length);
            await destroyAll(outcomes);
            expect(workloads()).toEqual([]);
          },
        ),
        { numRuns: 40 },
      );
    },
    120_000,
  );

  it("do not conflict when only one has the hostname that is the other's name", async () => {
    const gates = new Gates();
    const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
    const held = gates.hold("other bulkCreateWorkloads");
    const second = create(other, { name: "web01" } as never);
    await held.reached;
    await create(one, { hostname: "web02", name: "web01" } as never);
    held.open();
    await second;
    expect(workloads()).toHaveLength(2);
  });
});

it("a younger workload that could not be removed stays in the state, and destroy removes it", async () => {
  const gates = new Gates();
  const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
  const held = gates.hold("other bulkCreateWorkloads");
  const younger = create(other);
  await held.reached;
  const older = await create(one);
  pce.failNext({ method: "PUT", path: /bulk_delete$/, fault: "partial" });
  held.open();
  const [outcome] = await Promise.allSettled([younger]);
  expect(outcome).toMatchObject({
    reason: { message: expect.stringMatching(/one\/shop\/dev.*could not be removed/s) },
  });
  await destroyAll([outcome!]);
  expect(workloads()).toMatchObject([{ href: older.id }]);
});

it("a workload that could not be compared with others stays in the state and is compared at the next up", async () => {
  const gates = new Gates();
  const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
  const held = gates.hold("other bulkCreateWorkloads");
  const younger = create(other);
  await held.reached;
  const older = await create(one);
  pce.failNext({ method: "GET", path: /workloads$/, fault: "5xx", status: 500 });
  held.open();
  const [outcome] = await Promise.allSettled([younger]);
  const { id, state } = kept(outcome!)!;
  expect(workloads()).toHaveLength(2);
  const again = start("again", gates.passage, "other/shop/dev//web01");
  const update = () =>
    unmanagedWorkloadProvider.update(id, { ...state, complete: false }, INPUTS, again.systems, again.context);
  await expect(update()).rejects.toThrow(/one\/shop\/dev\/\/web01.*removed again/);
  expect(workloads()).toMatchObject([{ href: older.id }]);
});

it("a younger workload is removed at the next up when its run was killed before the second look", async () => {
  const gates = new Gates();
  const [one, killed] = [start("one", gates.passage), start("killed", gates.passage)];
  const held = gates.hold("killed bulkCreateWorkloads");
  const created = gates.hold("killed bulkCreateWorkloads answered");
  const lost = create(killed);
  await held.reached;
  const older = await create(one);
  held.open();
  await created.reached;
  expect(workloads()).toHaveLength(2);
  const again = start("again", gates.passage, "killed/shop/dev//web01");
  await expect(create(again)).rejects.toThrow(/one\/shop\/dev\/\/web01/);
  expect(workloads()).toMatchObject([{ href: older.id }]);
  created.open();
  await expect(lost).rejects.toThrow();
  expect(workloads()).toMatchObject([{ href: older.id }]);
});

describe("a run that creates many workloads at once", () => {
  const names = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const createAll = (run: GatedRun, hostnames: readonly string[]) =>
    Promise.allSettled(
      hostnames.map((hostname) => {
        const context = { ...run.context, owner: `${run.name}/shop/dev//${hostname}` };
        return unmanagedWorkloadProvider.create({ hostname }, run.systems, context);
      }),
    );
  const reads = (since: number) => pce.requests.slice(since).filter(({ method }) => method === "GET");

  it("reads a second time with one call for all of them", async () => {
    const run = start("run", async () => {});
    await createAll(run, names(600, "first"));
    const before = pce.requests.length;
    await createAll(run, names(400, "second"));
    expect(reads(before)).toMatchObject([{ query: "max_results=0" }]);
  });

  it("reads again when another run created one meanwhile, and gives way for that name only", async () => {
    const gates = new Gates();
    const [one, other] = [start("one", gates.passage), start("other", gates.passage)];
    await createAll(one, names(600, "first"));
    const held = gates.hold("one bulkCreateWorkloads");
    const many = createAll(one, names(50, "host"));
    await held.reached;
    const { id } = await create(other, { hostname: "host7" });
    held.open();
    const outcomes = await many;
    const failed = outcomes.flatMap((outcome, index) => (outcome.status === "rejected" ? [index] : []));
    expect(failed).toEqual([7]);
    const left = workloads().filter(({ hostname }) => hostname === "host7");
    expect(left).toMatchObject([{ href: id }]);
  });
});

describe("two runs that create one label at the same moment", () => {
  const LABEL = { key: "role", value: "web" };
  // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
  const labels = (): any[] => [...pce.store.table("labels").live()];

  it("leave one, whatever the order of their calls, and nothing after both destroys", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const passage: Passage = (call) => scheduler.schedule(Promise.resolve(call), call);
        const pair = ["one", "other"].map((name) => start(name, passage));
        const both = Promise.allSettled(
          pair.map((run) => labelProvider.create(LABEL, run.systems, run.context)),
        );
        const outcomes = await scheduler.waitFor(both);
        const [made] = outcomes.filter((one) => one.status === "fulfilled");
        const [refused] = outcomes.filter((one) => one.status === "rejected");
        expect(labels()).toMatchObject([{ href: made!.value.id }]);
        expect(refused!.reason.message).toMatch(/belongs to '(one|other)\/shop\/dev\/\/web01'/);
        const end = start("end", async () => {});
        await labelProvider.delete(made!.value.id, made!.value.state, end.systems, end.context);
        expect(labels()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  }, 60_000);
});
