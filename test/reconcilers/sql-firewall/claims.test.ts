import fc from "fast-check";
import { isClaimFor } from "../../../core/reconcile/claim";
import { claimAll, claimFirewall } from "../../../reconcilers/sql-firewall/claim/claim-firewall";
import { firewall, list } from "../../core/sql-firewall/worlds";
import { Connection, FakeServer } from "./fake-server";
import { claimOf, deploy, planOf, policyOf, sync } from "./scene";

jest.mock("node:timers/promises", () => ({
  ...jest.requireActual("node:timers/promises"),
  // Rivals are scheduled call by call, so nobody has to wait for them.
  setTimeout: async () => undefined,
}));

const RANGES = ["20.0.0.1", "20.0.1.1", "20.0.2.1"];
const policy = policyOf([list("Partners", ...RANGES)]);
const [one, two] = ["acme/one", "acme/two"].map((owner) => firewall({ owner })) as [
  ReturnType<typeof firewall>,
  ReturnType<typeof firewall>,
];

function serverWithForeign(): FakeServer {
  const server = new FakeServer();
  server.put({ name: "office", start: "20.0.0.1", end: "20.0.0.1" });
  return server;
}

test("one of two owners wins when both deploy the same names at the same moment, and no claim of the other is left", async () => {
  const alone = await Promise.all(
    [one, two].map(async (definition) => {
      const server = serverWithForeign();
      await deploy(new Connection(server), definition, policy);
      return server.picture();
    }),
  );
  const winners = new Set<number>();
  const race = async (scheduler: fc.Scheduler) => {
    const server = serverWithForeign();
    const ends = Promise.allSettled(
      [one, two].map((definition) =>
        deploy(
          new Connection(server, undefined, () => scheduler.schedule(Promise.resolve())),
          definition,
          policy,
        ),
      ),
    );
    const [first, second] = await scheduler.waitFor(ends);
    expect([first!.status, second!.status].sort()).toEqual(["fulfilled", "rejected"]);
    const winner = first!.status === "fulfilled" ? 0 : 1;
    winners.add(winner);
    const loser = [first, second][1 - winner] as PromiseRejectedResult;
    expect(loser.reason.message).toMatch(/another declaration of the names illumio-iac\.orders-db\.\*/);
    expect(server.picture()).toBe(alone[winner]);
  };
  await fc.assert(fc.asyncProperty(fc.scheduler(), race), { numRuns: 300 });
  expect([...winners].sort()).toEqual([0, 1]);
});

test("a resource that is created again leaves no marker rule of before, although somebody edited it", async () => {
  const server = serverWithForeign();
  await deploy(new Connection(server), one, policy);
  const mark = [...server.rules.values()].find(({ name }) => name.includes(".rev."))!;
  server.put({ ...mark, start: "192.0.2.99", end: "192.0.2.99" });
  await deploy(new Connection(server), one, policy, { claim: claimOf(one, "0badcafe") });
  const marks = [...server.rules.values()].filter(({ name }) => name.includes(".rev."));
  expect(marks).toEqual([{ ...mark, name: mark.name.replace(/[0-9a-f]{8}$/, "0badcafe") }]);
});

test("a claim by command puts a declaration in force that no program makes, and replaces another only when told to", async () => {
  const server = serverWithForeign();
  const claim = async (definition: typeof one, replace = false) =>
    claimFirewall(await planOf(new Connection(server), definition, policy), { replace });
  expect([await claim(one), await claim(one)]).toEqual([true, false]);
  expect(await sync(new Connection(server), one, policy)).toMatchObject({ outcome: "written", added: 3 });
  await expect(claim(two)).rejects.toThrow(
    /is in force in server orders-sql .*of another owner.*claim it with `illumio-iac sql-sync claim --replace`\. Nothing was written$/,
  );
  expect(await claim(two, true)).toBe(true);
  expect(await sync(new Connection(server), one, policy)).toMatchObject({ outcome: "stale" });
  expect(await sync(new Connection(server), two, policy)).toMatchObject({ outcome: "in-sync" });
  const { revisions, begun } = await planOf(new Connection(server), two, policy);
  expect([revisions.length, begun, revisions.every((mark) => isClaimFor(mark, two))]).toEqual([1, [], true]);
});

test("a claim that cannot be made stops no other, and is named", async () => {
  const server = serverWithForeign();
  await deploy(new Connection(server), one, policy);
  const plans = await Promise.all(
    [two, firewall({ name: "other" })].map((definition) =>
      planOf(new Connection(server), definition, policy),
    ),
  );
  const said: string[] = [];
  const failures = await claimAll(plans, { replace: false, say: (line) => said.push(line) });
  expect(failures.map(({ item }) => item)).toEqual(["orders-db on server orders-sql"]);
  expect(said).toEqual(["other on server orders-sql: claimed"]);
});

test("a claim that was begun by an earlier create under another prefix is found", async () => {
  const server = serverWithForeign();
  const before = firewall({ prefix: "was", owner: one.owner });
  const { mark } = claimOf(before);
  server.put({ name: mark.replace(".rev.", ".new."), start: "192.0.2.1", end: "192.0.2.1" });
  const found = await planOf(new Connection(server), one, policy);
  expect(found.straySubjects).toEqual(["was.orders-db"]);
  expect((await planOf(new Connection(server), two, policy)).straySubjects).toEqual([]);
});
