import type { DagBindingDefinition } from "../../../../core/dag";
import { claimBinding } from "../../../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../../../reconcilers/dag/plan/plan-bindings";
import { Engine } from "../../../../scripts/soak/kills/engine";
import { Process } from "../../../../scripts/soak/kills/process";
import { FACTS } from "../../../../scripts/soak/kills/scenarios";
import { FirewallWorld } from "../../../../scripts/soak/kills/world";
import { binding } from "../../../core/dag/facts";

jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));

jest.setTimeout(180_000);

/** Lets two go on call by call: calls to the firewall's tables wait for their turn. */
class Turns {
  private readonly waiting: (() => void)[][] = [[], []];
  private readonly done = [false, false];
  private free = false;
  private notify = (): void => undefined;

  async pass(who: number): Promise<void> {
    if (this.free) return;
    await new Promise<void>((resolve) => {
      this.waiting[who]!.push(resolve);
      this.notify();
    });
  }

  end(who: number): void {
    this.done[who] = true;
    this.notify();
  }

  /** Each entry lets one call of that one pass; afterwards both go on as they like. */
  async follow(order: readonly number[]): Promise<void> {
    for (const who of order) {
      while (!this.done[who] && this.waiting[who]!.length === 0)
        await new Promise<void>((resolve) => {
          this.notify = resolve;
        });
      this.waiting[who]!.shift()?.();
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate); // what comes of it
    }
    this.free = true;
    for (const one of this.waiting.flat()) one();
  }
}

/** Calls that one of them makes to a table at most. */
const CALLS = 9;

/** Every order in which the two change places at most three times. */
function orders(): number[][] {
  const found: number[][] = [];
  for (const first of [0, 1])
    for (let one = 0; one <= CALLS; one++)
      for (let two = 1; two <= CALLS; two++)
        for (let three = 1; three <= CALLS; three++)
          found.push([
            ...Array<number>(one).fill(first),
            ...Array<number>(two).fill(1 - first),
            ...Array<number>(three).fill(first),
            ...Array<number>(CALLS).fill(1 - first),
          ]);
  return found;
}

type Claimant = (world: FirewallWorld, turns: Turns, who: number) => Promise<unknown>;

const processOf = (world: FirewallWorld, turns: Turns, who: number) =>
  new Process(
    (gate) => world.client(gate),
    FACTS,
    undefined,
    async (call, carryOut) => {
      if (call === "op" || call === "user-id") await turns.pass(who);
      carryOut();
    },
  );

const PROGRAMS = [
  { web: { labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } } },
  { web: { labels: { role: { anyOf: ["db"] } }, target: { firewall: "edge" } } },
] as const;
const stacks = ["acme/shop/one", "acme/shop/two"];
const free = (world: FirewallWorld) => new Process((gate) => world.client(gate), FACTS);

/** @returns what became of both */
async function race(order: readonly number[], world: FirewallWorld, claimants: readonly Claimant[]) {
  const turns = new Turns();
  const runs = claimants.map((claimant, who) => claimant(world, turns, who).finally(() => turns.end(who)));
  const settled = Promise.allSettled(runs);
  await turns.follow(order);
  return settled;
}

async function inPieces<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 250) await Promise.all(items.slice(at, at + 250).map(work));
}

/** A sample of them, each with calls of its own at its turns. */
const ORDERS = orders().filter((_, index) => index % 4 === 0);

const FOREIGN = /another declaration of (the tag|binding web)/;

test("one of two stacks wins when both declare a tag at the same moment, the other names it, and both destroys leave nothing", async () => {
  const alone = await Promise.all(
    stacks.map(async (stack, who) => {
      const world = new FirewallWorld("firewall");
      await new Engine(stack).up(PROGRAMS[who]!, free(world));
      return world.picture();
    }),
  );
  const empty = new FirewallWorld("firewall").picture();
  const winners = new Set<number>();
  await inPieces(ORDERS, async (order) => {
    const world = new FirewallWorld("firewall");
    const engines = stacks.map((stack) => new Engine(stack));
    const ends = await race(
      order,
      world,
      engines.map(
        (engine, who) => (_world, turns) => engine.up(PROGRAMS[who]!, processOf(world, turns, who)),
      ),
    );
    const winner = ends.findIndex(({ status }) => status === "fulfilled");
    const loser = ends[1 - winner];
    expect([order.join(""), winner >= 0, loser?.status]).toEqual([order.join(""), true, "rejected"]);
    expect((loser as PromiseRejectedResult).reason.message).toMatch(FOREIGN);
    expect(world.picture()).toBe(alone[winner]);
    winners.add(winner);
    for (const engine of engines) await engine.up({}, free(world));
    expect(world.picture()).toBe(empty);
  });
  expect([...winners].sort()).toEqual([0, 1]);
});

test("one of two claims wins when a stack and dag-sync claim, or two claims, meet at the same moment", async () => {
  const definitions = ["one", "two"].map(
    (owner): DagBindingDefinition => binding({ owner, target: { firewall: "edge" } }),
  );
  const claim =
    (definition: DagBindingDefinition): Claimant =>
    async (world, turns, who) => {
      const client = world.client(async (call, carryOut) => {
        if (call === "op" || call === "user-id") await turns.pass(who);
        carryOut();
      });
      const [plan] = await planBindings([definition], FACTS, new Map([["edge", { client }]]));
      await claimBinding(plan!, { replace: false });
    };
  const stack: Claimant = (world, turns, who) =>
    new Engine(stacks[0]).up(PROGRAMS[0], processOf(world, turns, who));
  const some = ORDERS.filter((_, index) => index % 2 === 0);
  for (const claimants of [
    [stack, claim(definitions[1]!)],
    [claim(definitions[0]!), claim(definitions[1]!)],
  ])
    await inPieces(some, async (order) => {
      const world = new FirewallWorld("firewall");
      const ends = await race(order, world, claimants);
      expect([order.join(""), ends.map(({ status }) => status).sort()]).toEqual([
        order.join(""),
        ["fulfilled", "rejected"],
      ]);
      const claims = world.picture().match(/illumio-iac\.web\.(rev|new)/g);
      expect(claims).toEqual(["illumio-iac.web.rev"]);
    });
});
