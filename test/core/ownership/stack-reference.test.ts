import fc from "fast-check";
import { externalPair, ownerOf, pairMark } from "../../../core/ownership/external-pair";
import { markText, readMark } from "../../../core/ownership/owner-mark";
import { isSameStack, LONGEST_REFERENCE } from "../../../core/ownership/owner-reference";
import { fitsHandedOver, isStackReference, stackReference } from "../../../core/ownership/stack-reference";

const PLACE = { account: "123456789012", region: "us-east-1", stack: "shop" };
const logicalIds = fc.stringMatching(/^[A-Za-z0-9]{1,255}$/);
const places = fc.record({
  account: fc.stringMatching(/^\d{12}$/),
  region: fc.constantFrom("us-east-1", "ap-southeast-7", "us-isob-east-1"),
  stack: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
});
const incarnations = fc.stringMatching(/^[0-9a-f]{8}$/);

it("a stack reference names account, region, stack and logical id", () => {
  const reference = stackReference({ ...PLACE, logicalId: "EnvProd5D3E4F21" });
  expect(reference).toBe("123456789012/us-east-1/shop/EnvProd5D3E4F21");
  expect(isStackReference(reference)).toBe(true);
  expect(isStackReference("acme/shop/dev//web")).toBe(false);
});

it("a stack reference differs for two long logical ids that differ only at the end", () => {
  const [a, b] = ["a", "b"].map((end) => stackReference({ ...PLACE, logicalId: `${"L".repeat(200)}${end}` }));
  expect(a).not.toBe(b);
  expect(a).toMatch(/^123456789012\/us-east-1\/shop\/L+~[0-9a-f]{16}$/);
});

it("a mark with two resources of one stack fits the length limit and is read as it was written", () => {
  fc.assert(
    fc.property(places, logicalIds, logicalIds, incarnations, (place, one, other, incarnation) => {
      const [reference, former] = [one, other].map((logicalId) => stackReference({ ...place, logicalId }));
      const mark = markText(reference!, incarnation, former);
      expect(mark.length).toBeLessThanOrEqual(LONGEST_REFERENCE);
      expect(readMark(mark)).toEqual({ reference, former, incarnation });
      expect(readMark(markText(reference!, incarnation))).toEqual({ reference, incarnation });
      expect(isSameStack(reference!, former!)).toBe(true);
    }),
  );
});

it("an object that passes between two resources belongs to the later one", () => {
  const [later, earlier] = ["New", "Old"].map((logicalId) => stackReference({ ...PLACE, logicalId }));
  const pair = externalPair(later!, "0a1b2c3d", earlier);
  expect(pairMark(pair)).toBe("123456789012/us-east-1/shop/New < Old#0a1b2c3d");
  expect(ownerOf(pair)).toBe(later);
});

it("a Pulumi resource whose name looks like a hand-over keeps its whole name", () => {
  const reference = "123456789012/us-east-1/dev//New < Old";
  expect(readMark(markText(reference, "0a1b2c3d"))).toEqual({ reference, incarnation: "0a1b2c3d" });
});

it("a mark with a former resource from elsewhere is read as it was written, where it fits", () => {
  const formers = fc.oneof(
    places.map((place) => stackReference({ ...place, logicalId: "Old" })),
    fc
      .tuple(fc.stringMatching(/^[a-z0-9 <#]{1,40}$/), fc.stringMatching(/^[a-zA-Z:$]{0,60}$/))
      .map(([name, types]) => `acme/shop/prod/${types}/${name}`),
  );
  fc.assert(
    fc.property(places, logicalIds, formers, incarnations, (place, logicalId, former, incarnation) => {
      const reference = stackReference({ ...place, logicalId });
      if (!fitsHandedOver(reference, former)) return;
      const mark = markText(reference, incarnation, former);
      expect(mark.length).toBeLessThanOrEqual(LONGEST_REFERENCE);
      expect(readMark(mark)).toEqual({ reference, former, incarnation });
    }),
  );
});
