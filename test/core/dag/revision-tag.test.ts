import { revisionTag } from "../../../core/dag";
import {
  begunMark,
  formerMark,
  inForceMark,
  isClaimFor,
  isClaimOf,
  isClaimWithin,
  readClaim,
} from "../../../core/reconcile/claim";

const LONGEST = "a".repeat(97);
const PARTS = { tag: LONGEST, owner: "acme/shop/prod//web", revision: "0123456789abcdef" };
const FULL = { ...PARTS, configuration: "group web", incarnation: "00c0ffee" };
const read = (text: string) => readClaim(LONGEST, text, "100::1");

test("a revision tag fits the length limit and names its owner, its declaration and the creation that wrote it", () => {
  const [bare, full] = [revisionTag(PARTS), revisionTag(FULL)];
  expect([bare.length, full.length]).toEqual([118, 127]);
  expect(read(bare)).toMatchObject({ at: "100::1", mark: bare, stage: "in-force" });
  expect(read(bare)).not.toHaveProperty("incarnation");
  expect(read(full)).toMatchObject({ incarnation: "00c0ffee", declared: read(bare)!.declared });
  expect(isClaimOf(read(full)!, ["somebody", PARTS.owner])).toBe(true);
  expect(isClaimOf(read(full)!, ["acme/shop/test//web"])).toBe(false);
  expect(isClaimFor(read(full)!, PARTS)).toBe(true);
  for (const other of [
    { ...PARTS, revision: "1123456789abcdef" },
    { ...PARTS, owner: "acme/shop/test//web" },
  ])
    expect(isClaimFor(read(full)!, other)).toBe(false);
  expect(revisionTag({ ...FULL, configuration: "group db" })).not.toBe(full);
});

test("a begun revision tag is told from one in force, and both from the tags of other bindings", () => {
  const full = revisionTag(FULL);
  expect(begunMark(full)).toHaveLength(127);
  expect(read(begunMark(full))).toMatchObject({ stage: "begun", owner: read(full)!.owner });
  expect(readClaim("a", full, "100::1")).toBeUndefined();
  expect(readClaim(`${LONGEST}.rev`, full, "100::1")).toBeUndefined();
});

const OF_STACK = { ...FULL, tag: "a".repeat(90), owner: "123456789012/us-east-1/shop/Web" };

test("a revision tag of a CloudFormation stack names the stack, unless its tag leaves no room for it", () => {
  const [mark, longer] = [revisionTag(OF_STACK), revisionTag({ ...OF_STACK, tag: "a".repeat(91) })];
  expect([mark.length, longer.length]).toEqual([127, 121]);
  const claim = readClaim(OF_STACK.tag, mark, "100::1")!;
  expect(isClaimWithin(claim, "123456789012/us-east-1/shop")).toBe(true);
  expect(isClaimWithin(claim, "123456789012/us-east-1/shop2")).toBe(false);
  expect(isClaimOf(claim, [OF_STACK.owner])).toBe(true);
  expect(claim).toMatchObject({
    incarnation: "00c0ffee",
    declared: read(revisionTag(FULL))!.declared.replace(/^.{6}/, claim.owner),
  });
  const other = readClaim("a".repeat(91), longer, "100::1")!;
  expect([other.stack, isClaimOf(other, [OF_STACK.owner])]).toEqual([undefined, true]);
});

test("a revision tag that was handed over is told from one in force, which it becomes again as it was", () => {
  for (const parts of [OF_STACK, FULL, PARTS]) {
    const mark = revisionTag(parts);
    const former = formerMark(mark);
    expect(former).toHaveLength(mark.length);
    expect(readClaim(parts.tag, former, "100::1")).toEqual({
      ...readClaim(parts.tag, mark, "100::1"),
      mark: former,
      stage: "former",
    });
    expect(inForceMark(former)).toBe(mark);
  }
});

test("a revision tag says how the configuration is declared, unless no resource wrote it", () => {
  const of = (parts: object) => read(revisionTag({ ...PARTS, ...parts }))!.configuration;
  expect(of({})).toBeUndefined();
  expect(of({ incarnation: "00c0ffee" })).toBe("0000");
  expect(of({ incarnation: "00c0ffee", configuration: "group web" })).toBe(
    of({ configuration: "group web" }),
  );
});
