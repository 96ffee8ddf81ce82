import fc from "fast-check";
import { isPartialFailureError } from "../../../core/errors";
import { Connection, type Kill, RangeServer, RangesOfSet } from "./range-server";
import { deploy, destroy, isCutOff, type Noted, type RangeSet, sync } from "./range-set";

const RANGES = ["198.51.100.1-198.51.100.1", "198.51.100.8-198.51.100.15", "203.0.113.0-203.0.113.255"];
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `192.0.2.${index}-192.0.2.${index}`);
const setOf = (ranges: readonly string[], more: Partial<RangeSet> = {}): RangeSet => ({
  name: "web",
  owner: "acme/shop/prod//web",
  maxRemovedShare: 1,
  ranges,
  ...more,
});
/** Rules of others: of another set, of people, and one whose name begins like ours. */
const FOREIGN = ["web2/198.51.100.1-198.51.100.1", "AllowAllWindowsAzureIps", "web.other"];
const serverWithForeign = () => new RangeServer(new Map(FOREIGN.map((name) => [name, RANGES[0]!])));
const on = (server: RangeServer, kill?: Kill, before?: (call: number) => Promise<unknown>) =>
  new Connection(server, kill, before);
const ranges = (connection: Connection, refused?: readonly string[]) =>
  new RangesOfSet("web", connection, refused);

/** Deploys, as an engine does that notes down what ended well and creates anew what it knows nothing of. */
class Engine {
  private incarnations = 0;

  constructor(private noted?: Noted) {}

  clone(): Engine {
    const engine = new Engine(this.noted);
    engine.incarnations = this.incarnations + 100;
    return engine;
  }

  /** @param set undefined where it left the program @returns how many calls that took */
  async up(server: RangeServer, set: RangeSet | undefined, kill?: Kill): Promise<number> {
    const connection = on(server, kill);
    const work = set === undefined ? this.down(connection) : this.deploy(connection, set);
    await Promise.race([work, connection.killed]);
    return connection.calls;
  }

  private async deploy(connection: Connection, set: RangeSet): Promise<void> {
    this.incarnations += 1;
    const incarnation =
      this.noted?.incarnation ?? (0xabc00000 + this.incarnations).toString(16).padStart(8, "0");
    await deploy(ranges(connection), { set, incarnation });
    this.noted = { set, incarnation };
  }

  private async down(connection: Connection): Promise<void> {
    if (this.noted) await destroy(ranges(connection), this.noted);
    this.noted = undefined;
  }

  get isKnown(): boolean {
    return this.noted !== undefined;
  }
}

const content = fc.subarray(RANGES).map((some) => setOf(some));
const contentOrNone = fc.option(content, { nil: undefined });

test("a deployment that is killed at any call heals at the next one, and a stale schedule writes nothing meanwhile", async () => {
  const one = async (
    before: RangeSet | undefined,
    killed: RangeSet | undefined,
    next: RangeSet | undefined,
  ) => {
    const start = serverWithForeign();
    const engine = new Engine();
    if (before) await engine.up(start, before);
    const wanted = serverWithForeign();
    if (next) await new Engine().up(wanted, next);
    const calls = await engine.clone().up(start.clone(), killed);
    for (let call = 1; call <= calls; call++)
      for (const carriedOut of [false, true]) {
        const [server, healing] = [start.clone(), engine.clone()];
        await healing.up(server, killed, { call, carriedOut });
        if (before) {
          const stood = server.picture();
          const isOther = [...server.rules.keys()].some(
            (rule) => rule.includes(".rev.") && !start.rules.has(rule),
          );
          const { outcome } = await sync(ranges(on(server)), before);
          if (isOther) expect([outcome, server.picture()]).toEqual(["stale", stood]);
        }
        if (next === undefined && !healing.isKnown && killed) await healing.up(server, killed);
        await healing.up(server, next);
        expect(server.picture()).toBe(wanted.picture());
      }
  };
  await fc.assert(fc.asyncProperty(contentOrNone, contentOrNone, contentOrNone, one), { numRuns: 100 });
});

test("a declaration that is not in force writes nothing on a schedule", async () => {
  const server = serverWithForeign();
  const [old, now] = [setOf(RANGES.slice(0, 1)), setOf(RANGES.slice(1))];
  expect(await sync(ranges(on(server)), old)).toMatchObject({ outcome: "stale", reason: "web: not claimed" });
  await new Engine().up(server, now);
  const stood = server.picture();
  expect(await sync(ranges(on(server)), old)).toMatchObject({ outcome: "stale", added: 0, removed: 0 });
  expect(server.picture()).toBe(stood);
  expect(await sync(ranges(on(server)), now)).toMatchObject({ outcome: "in-sync" });
  server.rules.delete(`web/${RANGES[1]}`);
  server.rules.set(`web/${RANGES[0]}`, RANGES[0]!);
  expect(await sync(ranges(on(server)), now)).toMatchObject({ outcome: "written", added: 1, removed: 1 });
  expect(server.picture()).toBe(stood);
});

test("a schedule leaves nothing behind when its declaration is destroyed at any of its calls", async () => {
  const noted: Noted = { set: setOf(RANGES), incarnation: "00c0ffee" };
  const start = serverWithForeign();
  await deploy(ranges(on(start)), noted);
  for (const range of RANGES) start.rules.delete(`web/${range}`);
  const undisturbed = on(start.clone());
  expect(await sync(ranges(undisturbed), noted.set)).toMatchObject({ outcome: "written", added: 3 });
  for (let at = 1; at <= undisturbed.calls; at++) {
    const server = start.clone();
    const connection = on(server, undefined, async (call) => {
      if (call === at) await destroy(ranges(on(server)), noted);
    });
    const { outcome, reason } = await sync(ranges(connection), noted.set);
    expect([at, server.picture()]).toEqual([at, serverWithForeign().picture()]);
    expect([outcome, reason]).toEqual(
      at === 1 ? ["stale", "web: not claimed"] : ["failed", expect.stringMatching(/went out of force/)],
    );
  }
});

test("too many removals at once are refused in a deployment and on a schedule, before anything is written", async () => {
  const server = serverWithForeign();
  const engine = new Engine();
  await engine.up(server, setOf(many(20), { maxRemovedShare: 0.5 }));
  const stood = server.picture();
  const few = setOf(many(2), { maxRemovedShare: 0.5 });
  await expect(engine.up(server, few)).rejects.toThrow(/^18 of 20 ranges would leave and 0 would enter/);
  expect(server.picture()).toBe(stood);
  for (const range of many(50).slice(20)) server.rules.set(`web/${range}`, range);
  const { reason } = await sync(ranges(on(server)), setOf(many(20), { maxRemovedShare: 0.5 }));
  expect(reason).toMatch(/^30 of 50 ranges would leave/);
});

test("a range that the server refuses is tried once more and named in its words, and the others are written", async () => {
  const server = serverWithForeign();
  const set = setOf(RANGES);
  const failure = await deploy(ranges(on(server), [RANGES[1]!]), { set, incarnation: "00c0ffee" }).catch(
    (error) => error,
  );
  expect(isPartialFailureError(failure) && failure.failures).toEqual([
    { item: `add ${RANGES[1]}`, reason: "FirewallRuleInvalidRange" },
  ]);
  expect(server.rules.has(`web/${RANGES[2]}`)).toBe(true);
  expect(await isCutOff(ranges(on(server)), { set, incarnation: "00c0ffee" })).toBe(true);
  await deploy(ranges(on(server)), { set, incarnation: "00c0ffee" });
  expect(await isCutOff(ranges(on(server)), { set, incarnation: "00c0ffee" })).toBe(false);
});

test("one of two owners wins when both deploy the same set at the same moment, and nothing of the other is left", async () => {
  const sets = ["one", "two"].map((owner, index) => setOf(RANGES.slice(index), { owner }));
  const alone = await Promise.all(
    sets.map(async (set) => {
      const server = serverWithForeign();
      await deploy(ranges(on(server)), { set, incarnation: "00c0ffee" });
      return server.picture();
    }),
  );
  const winners = new Set<number>();
  const race = async (scheduler: fc.Scheduler) => {
    const server = serverWithForeign();
    const patience = () => async () => {
      await scheduler.schedule(Promise.resolve());
      return true;
    };
    const ends = Promise.allSettled(
      sets.map((set) => {
        const connection = on(server, undefined, () => scheduler.schedule(Promise.resolve()));
        return deploy(ranges(connection), { set, incarnation: "00c0ffee" }, patience);
      }),
    );
    const [first, second] = await scheduler.waitFor(ends);
    expect([first!.status, second!.status].sort()).toEqual(["fulfilled", "rejected"]);
    const winner = first!.status === "fulfilled" ? 0 : 1;
    winners.add(winner);
    const loser = [first, second][1 - winner] as PromiseRejectedResult;
    expect(loser.reason.message).toMatch(/another declaration/);
    expect(server.picture()).toBe(alone[winner]);
  };
  await fc.assert(fc.asyncProperty(fc.scheduler(), race), { numRuns: 500 });
  expect([...winners].sort()).toEqual([0, 1]);
});
