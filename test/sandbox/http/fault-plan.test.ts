import fc from "fast-check";
import { FaultInjector } from "../../../sandbox/http/fault-injector";
import { faultKinds, parseFaults } from "../../../sandbox/http/fault-plan";
import { randomUuid, seededRandom } from "../../../sandbox/http/random";

describe("a fault plan", () => {
  test("is read from text", () => {
    expect(parseFaults("429=0.05, 5xx=.02,slow=0.1:500ms,partial=1")).toEqual([
      { kind: "429", rate: 0.05 },
      { kind: "5xx", rate: 0.02 },
      { kind: "slow", rate: 0.1, milliseconds: 500 },
      { kind: "partial", rate: 1 },
    ]);
    expect(parseFaults("")).toEqual([]);
  });

  test.each([
    ["503=0.1", "'503=0.1' names no fault that is known (429, 5xx, reset, slow, lost, partial, job)"],
    ["429", "'429' cannot be read"],
    ["429=-1", "'429=-1' cannot be read"],
    ["429=1.5", "'429=1.5' has a rate above 1"],
    ["429=0.1:5ms", "'429=0.1:5ms' has a delay, which only slow can have"],
    ["429=0.6,reset=0.6", "add up to 1.2"],
  ])("is refused with a reason: %s", (spec, reason) => {
    expect(() => parseFaults(spec)).toThrow(RangeError);
    expect(() => parseFaults(spec)).toThrow(reason);
  });

  test("is the same after it was written as text and read again", () => {
    const rate = fc.record({
      kind: fc.constantFrom(...faultKinds),
      rate: fc.integer({ min: 0, max: 10 }).map((n) => n / 100),
    });
    fc.assert(
      fc.property(fc.array(rate, { maxLength: 8 }), (plan) => {
        expect(parseFaults(plan.map(({ kind, rate }) => `${kind}=${rate}`).join(","))).toEqual(plan);
      }),
    );
  });
});

describe("the fault injector", () => {
  const kinds = (injector: FaultInjector, calls: number, method = "PUT") =>
    Array.from({ length: calls }, () => injector.next(method, "/x").map(({ kind }) => kind)).flat();

  test("makes faults at about the rates of the plan, and the same ones for the same seed", () => {
    const plan = "429=0.1,5xx=0.2,lost=0.05";
    const draw = (seed: number) => kinds(new FaultInjector(seededRandom(seed, "faults"), plan), 10_000);
    const drawn = draw(1);
    const share = (kind: string) => drawn.filter((one) => one === kind).length / 10_000;
    expect(share("429")).toBeCloseTo(0.1, 1);
    expect(share("5xx")).toBeCloseTo(0.2, 1);
    expect(share("lost")).toBeCloseTo(0.05, 1);
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
  });

  test("never loses the answer of a read", () => {
    const injector = new FaultInjector(seededRandom(1, "faults"), "lost=1");
    expect(kinds(injector, 10, "GET")).toEqual([]);
    expect(kinds(injector, 1, "POST")).toEqual(["lost"]);
  });

  test("gives one-shot faults to the calls they are meant for, in order, before any rate", () => {
    const injector = new FaultInjector(seededRandom(1, "faults"), "slow=1");
    injector.failNext({ method: "POST", path: /labels/, fault: "reset", times: 2 });
    injector.failNext({ fault: "lost" });
    const next = (method: string, path: string) => injector.next(method, path).map(({ kind }) => kind);
    expect(next("GET", "/labels")).toEqual(["lost"]);
    expect(next("POST", "/workloads")).toEqual(["slow"]);
    expect(next("POST", "/labels")).toEqual(["reset"]);
    expect(next("POST", "/labels")).toEqual(["reset"]);
    expect(next("POST", "/labels")).toEqual(["slow"]);
  });
});

test("ids are version 4 UUIDs and differ for each draw", () => {
  const random = seededRandom(5, "ids");
  const ids = Array.from({ length: 1000 }, () => randomUuid(random));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
});
