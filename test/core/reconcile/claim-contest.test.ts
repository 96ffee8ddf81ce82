import { revisionTag } from "../../../core/dag";
import { begunMark, type Claim, readClaim } from "../../../core/reconcile/claim";
import { afterBeginning, afterEnforcing } from "../../../core/reconcile/claim-contest";

const TAG = "web";
const markOf = (index: number) =>
  revisionTag({ tag: TAG, owner: `owner ${index}`, revision: "r", incarnation: `0000000${index}` });

type Step = "begin" | "read" | "enforce" | "read again" | "won" | "lost";
interface World {
  readonly steps: readonly Step[];
  readonly table: readonly string[];
}

/** Where the claimant may be after its next call; undefined when it only waits. */
function advance({ steps, table }: World, who: number): World | undefined {
  const mark = markOf(who);
  const begun = begunMark(mark);
  const rivals = table.flatMap((text): Claim[] =>
    text === mark || text === begun ? [] : [readClaim(TAG, text, "100::1")!],
  );
  const to = (step: Step, next: readonly string[] = table): World => ({
    steps: steps.map((old, index) => (index === who ? step : old)),
    table: [...next].sort(),
  });
  const without = table.filter((text) => text !== mark && text !== begun);
  switch (steps[who]) {
    case "begin":
      return to("read", [...table, begun]);
    case "read":
      return afterBeginning(mark, rivals).next === "go on" ? to("enforce") : to("lost", without);
    case "enforce":
      return to("read again", [...table, mark]);
    case "read again": {
      const { next } = afterEnforcing(mark, rivals);
      if (next === "wait") return undefined;
      return next === "go on" ? to("won") : to("lost", without);
    }
    default:
      return undefined;
  }
}

/** Every end that some order of calls leads to. */
function endsOf(count: number, crashed: readonly number[] = []): World[] {
  const ends: World[] = [];
  const seen = new Set<string>();
  const visit = (world: World) => {
    const key = JSON.stringify(world);
    if (seen.has(key)) return;
    seen.add(key);
    const next = world.steps.flatMap((_, who) => (crashed.includes(who) ? [] : (advance(world, who) ?? [])));
    if (next.length === 0) ends.push(world);
    for (const one of next) visit(one);
  };
  visit({ steps: Array<Step>(count).fill("begin"), table: [] });
  return ends;
}

test.each([2, 3, 4])(
  "exactly one of %d claims wins in any order of calls, and only its tags are left",
  (count) => {
    const ends = endsOf(count);
    expect(ends.length).toBeGreaterThan(0);
    for (const { steps, table } of ends) {
      expect(steps.filter((step) => step === "won")).toHaveLength(1);
      expect(steps.filter((step) => step === "lost")).toHaveLength(count - 1);
      const winner = markOf(steps.indexOf("won"));
      expect(table).toEqual([begunMark(winner), winner].sort());
    }
  },
);

test("the lower tag wins when both claims have begun before either reads", () => {
  const [low, high] = [markOf(0), markOf(1)].sort() as [string, string];
  const claim = (text: string) => readClaim(TAG, text, "100::1")!;
  expect(afterBeginning(low, [claim(begunMark(high))])).toEqual({ next: "go on" });
  expect(afterBeginning(high, [claim(begunMark(low))])).toMatchObject({ next: "give up" });
  expect(afterBeginning(low, [claim(high)])).toMatchObject({ next: "give up", rival: { mark: high } });
});
