import { setTimeout } from "node:timers/promises";
import type { RunContext } from "../../../../dynamic-providers/lifecycle/resource-provider";
import { FollowError, type Followed, Following } from "../../../../dynamic-providers/pce/system/following";
import type { PceSystem } from "../../../../dynamic-providers/pce/system/pce-system";
import { WrittenWorkloads } from "../../../../dynamic-providers/pce/system/written-workloads";

const RUN = {} as RunContext;
const systemOf = () => ({ written: new WrittenWorkloads() }) as PceSystem;
const write = (system: PceSystem, name: string) =>
  system.written.announce({ href: `/${name}`, title: `workload ${name}`, fate: "deleted" }, [{ name }], RUN);

/** In milliseconds. */
const LONGER_THAN_A_BATCH_GATHERS = 100;

interface Seen extends Followed {
  readonly seen: readonly string[];
}

/** Follows by keeping the names of what was written, in batches. */
function followingOf() {
  const calls: string[] = [];
  const following = new Following<Seen>(async (followed, written) => {
    const names = written.map(({ name }) => name);
    calls.push(`${followed.owner}: ${names}`);
    if (names.includes("bad"))
      throw new FollowError("firewall a", "no answer", ({ name }) => name === "bad", undefined);
    return { ...followed, seen: [...followed.seen, ...names] };
  });
  return { following, calls };
}

test("a declaration follows what is written after it settled, in one batch, and each time from what it was then", async () => {
  const { following, calls } = followingOf();
  const system = systemOf();
  const position = following.begin({ owner: "a", system });
  await following.settle({ owner: "a", system, seen: [] }, position);
  await Promise.all([write(system, "one"), write(system, "two")]);
  await write(system, "three");
  expect(calls).toEqual(["a: one,two", "a: three"]);
});

test("what is written between begin and settle is followed by settle, and what another PCE has is not", async () => {
  const { following, calls } = followingOf();
  const [system, other] = [systemOf(), systemOf()];
  following.begin({ owner: "b", system: other });
  const position = following.begin({ owner: "a", system });
  await write(system, "one");
  await write(other, "elsewhere");
  expect(calls).toEqual([]);
  await following.settle({ owner: "a", system, seen: [] }, position);
  expect(calls).toEqual(["a: one"]);
});

test("a failure is reported for the workloads that it concerns, and for no others of the batch", async () => {
  const { following } = followingOf();
  const system = systemOf();
  await following.settle({ owner: "a", system, seen: [] }, following.begin({ owner: "a", system }));
  const ends = await Promise.allSettled([write(system, "bad"), write(system, "good")]);
  expect(ends.map((end) => (end.status === "rejected" ? end.reason.message : "followed"))).toEqual([
    "workload bad is deleted in the PCE, but firewall a could not follow: no answer. The next up makes up for it",
    "followed",
  ]);
});

test("a difference is made again when a workload was written during it, and one without a change settles", async () => {
  const { following, calls } = followingOf();
  const system = systemOf();
  let made = 0;
  const answer = await following.difference({ owner: "a", system }, async () => {
    made += 1;
    if (made === 1) await write(system, "meanwhile");
    return { answer: { changes: made === 1 }, compared: { owner: "a", system, seen: [] } };
  });
  expect([answer, made, calls]).toEqual([{ changes: false }, 2, []]);
  await write(system, "later");
  expect(calls).toEqual(["a: later"]);
});

test("a declaration that is not to be followed without a change, or that changes, is not settled", async () => {
  const { following, calls } = followingOf();
  const system = systemOf();
  const settled = { owner: "a", system, seen: [] };
  for (const [changes, compared] of [
    [false, undefined],
    [true, settled],
  ] as const)
    await following.difference({ owner: "a", system }, async () => ({ answer: { changes }, compared }));
  await write(system, "later");
  expect(calls).toEqual([]);
});

test("a declaration follows batch after batch, each from what the one before left, whoever asks", async () => {
  const system = systemOf();
  const from: string[] = [];
  const following = new Following<Seen>(async (followed, written) => {
    const names = written.map(({ name }) => name);
    from.push(`${names} from ${followed.seen.join("+")}`);
    if (names.includes("early")) await setTimeout(LONGER_THAN_A_BATCH_GATHERS);
    return { ...followed, seen: [...followed.seen, ...names] };
  });
  const position = following.begin({ owner: "a", system });
  await write(system, "early");
  await Promise.all([
    following.settle({ owner: "a", system, seen: ["plan"] }, position),
    write(system, "late"),
  ]);
  expect(from).toEqual(["early from plan", "late from plan+early"]);
});
