import fc from "fast-check";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { consumer, firewall, list, SUBNET } from "../../core/sql-firewall/worlds";
import { Connection, FakeServer, type Kill } from "./fake-server";
import { claimOf, deploy, destroy, policyOf, sync } from "./scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

const egress = { shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: [SUBNET] } };
const RANGES = ["20.0.0.1", "20.0.0.4-20.0.0.9", "21.0.0.0/24"];
/** What one deployment declares, and what the policy says then. */
interface Program {
  readonly definition: SqlFirewallDefinition;
  readonly policy: ReturnType<typeof policyOf>;
}
const program = (ranges: readonly string[], isShop: boolean, azureServices: "leave" | "allow"): Program => ({
  definition: firewall({ egress, maxRemovedShare: 1, azureServices }),
  policy: policyOf([
    ...ranges.map((range) => list(range, range)),
    ...(isShop ? [consumer("shop-1", { ranges: ["10.9.0.1"], labels: ["env=prod"] })] : []),
  ]),
});
const programs = fc
  .tuple(fc.subarray(RANGES), fc.boolean(), fc.constantFrom("leave" as const, "allow" as const))
  .map(([ranges, isShop, azureServices]) => program(ranges, isShop, azureServices));
const programOrNone = fc.option(programs, { nil: undefined });

function serverWithForeign(lag?: (lists: number) => number): FakeServer {
  const server = new FakeServer(lag);
  server.put({ name: "office", start: "20.0.0.1", end: "20.0.0.1" });
  server.put({ name: "AllowAllWindowsAzureIps", start: "0.0.0.0", end: "0.0.0.0" });
  server.putNetwork({ name: "theirs", subnetId: SUBNET });
  return server;
}

/** Deploys, as an engine does that notes down what ended well and creates anew what it knows nothing of. */
class Engine {
  private incarnations = 0;

  constructor(private noted?: { readonly definition: SqlFirewallDefinition; readonly incarnation: string }) {}

  clone(): Engine {
    const engine = new Engine(this.noted);
    engine.incarnations = this.incarnations + 100;
    return engine;
  }

  /** @returns how many calls that took */
  async up(server: FakeServer, next: Program | undefined, kill?: Kill): Promise<number> {
    const connection = new Connection(server, kill);
    await Promise.race([next ? this.deploy(connection, next) : this.down(connection), connection.killed]);
    return connection.calls;
  }

  get isKnown(): boolean {
    return this.noted !== undefined;
  }

  private async deploy(connection: Connection, { definition, policy }: Program): Promise<void> {
    this.incarnations += 1;
    const incarnation =
      this.noted?.incarnation ?? (0xabc00000 + this.incarnations).toString(16).padStart(8, "0");
    await deploy(connection, definition, policy, { claim: claimOf(definition, incarnation) });
    this.noted = { definition, incarnation };
  }

  private async down(connection: Connection): Promise<void> {
    if (this.noted) await destroy(connection, this.noted.definition, this.noted.incarnation);
    this.noted = undefined;
  }
}

test("a deployment that is killed at any call heals at the next one, and a stale schedule writes nothing meanwhile", async () => {
  const one = async (before: Program | undefined, killed: Program | undefined, next: Program | undefined) => {
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
          const marks = [...server.rules.keys()].filter((name) => name.includes(".rev."));
          const isOther = marks.some((name) => !start.rules.has(name));
          const { outcome } = await sync(new Connection(server), before.definition, before.policy);
          if (isOther && before.definition.revision !== killed?.definition.revision)
            expect([outcome, server.picture()]).toEqual(["stale", stood]);
        }
        if (next === undefined && !healing.isKnown && killed) await healing.up(server, killed);
        await healing.up(server, next);
        expect(server.picture()).toBe(wanted.picture());
      }
  };
  await fc.assert(fc.asyncProperty(programOrNone, programOrNone, programOrNone, one), { numRuns: 60 });
}, 120_000);

test("a schedule that is killed at any call heals at the next run", async () => {
  const [old, now] = [program(RANGES.slice(0, 2), true, "leave"), program(RANGES.slice(1), false, "leave")];
  const start = serverWithForeign();
  await deploy(new Connection(start), old.definition, old.policy);
  const undisturbed = new Connection(start.clone());
  expect(await sync(undisturbed, old.definition, now.policy)).toMatchObject({ outcome: "written" });
  for (let call = 1; call <= undisturbed.calls; call++)
    for (const carriedOut of [false, true]) {
      const server = start.clone();
      const connection = new Connection(server, { call, carriedOut });
      await Promise.race([sync(connection, old.definition, now.policy), connection.killed]);
      await sync(new Connection(server), old.definition, now.policy);
      expect(server.picture()).toBe(undisturbed.server.picture());
    }
});

test("a schedule leaves nothing behind when its declaration is destroyed at any of its calls", async () => {
  const { definition, policy } = program(RANGES, true, "allow");
  const start = serverWithForeign();
  await deploy(new Connection(start), definition, policyOf([]));
  const undisturbed = new Connection(start.clone());
  expect(await sync(undisturbed, definition, policy)).toMatchObject({ outcome: "written", added: 4 });
  for (let at = 1; at <= undisturbed.calls; at++) {
    const server = start.clone();
    const connection = new Connection(server, undefined, async (call) => {
      if (call === at) await destroy(new Connection(server), definition);
    });
    const { outcome } = await sync(connection, definition, policy);
    expect([at, ["stale", "failed"].includes(outcome)]).toEqual([at, true]);
    expect([at, server.picture()]).toEqual([at, serverWithForeign().picture()]);
  }
});

test("deployments and schedules reach the same when lists are older than writes, by any number of writes", async () => {
  const one = async (first: Program, second: Program, lags: readonly number[]) => {
    const server = serverWithForeign((lists) => lags[lists] ?? 0);
    const wanted = serverWithForeign();
    for (const { definition, policy } of [first, second]) {
      await deploy(new Connection(wanted), definition, policy);
      for (const _ of lags) [server.list(), server.listNetwork()]; // so that the plan is made of what stands there
      await deploy(new Connection(server), definition, policy);
    }
    expect(server.picture()).toBe(wanted.picture());
  };
  const lags = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
  await fc.assert(fc.asyncProperty(programs, programs, lags, one), { numRuns: 200 });
});
