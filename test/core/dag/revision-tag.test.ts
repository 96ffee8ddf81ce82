import { revisionTag } from "../../../core/dag";
import { begunMark, isClaimFor, isClaimOf, readClaim } from "../../../core/reconcile/claim";

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
