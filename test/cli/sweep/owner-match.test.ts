import fc from "fast-check";
import { ownerMatcher } from "../../../cli/sweep/owner-match";
import { ownerReference } from "../../../core/ownership/owner-reference";
import { stackReference } from "../../../core/ownership/stack-reference";

const reference = (stack: string, parentTypes = "", name = "web") => {
  const [owner, project, rest] = stack.split("/") as [string, string, string];
  return ownerReference({ owner, project, stack: rest, parentTypes, name });
};

it("an owner matches a stack with everything in it, and no stack whose name only begins like it", () => {
  const match = ownerMatcher("acme/shop/dev");
  for (const mine of [
    reference("acme/shop/dev"),
    reference("acme/shop/dev", "my:fleet:Fleet"),
    reference("acme/shop/dev", "my:fleet/part:Fleet$other:mod:Type", "a/b"),
  ])
    expect([mine, match(mine)]).toEqual([mine, "same"]);
  for (const other of [
    "",
    "acme/shop",
    reference("acme/shop/dev2"),
    reference("acme/shop/prod"),
    reference("acme/shop2/dev"),
    `x${reference("acme/shop/dev")}`,
  ])
    expect([other, match(other)]).toEqual([other, "other"]);
});

it("an owner matches one resource by its whole reference, also when that was shortened to a digest", () => {
  const long = `acme/shop/dev//${"n".repeat(300)}`;
  const written = reference("acme/shop/dev", "", "n".repeat(300));
  expect(written).toHaveLength(246);
  expect(ownerMatcher(long)(written)).toBe("same");
  expect(ownerMatcher(`${long}x`)(written)).toBe("other");
  expect(ownerMatcher("acme/shop/dev//web")(reference("acme/shop/dev", "", "web2"))).toBe("other");
});

it("an owner matches a digest that still begins with the stack, and is unclear when the stack is cut", () => {
  expect(ownerMatcher("acme/shop/dev")(reference("acme/shop/dev", "", "n".repeat(300)))).toBe("same");
  const stack = "s".repeat(200);
  const cut = reference(`acme/shop/${stack}`, "", "n".repeat(300));
  expect(ownerMatcher(`acme/shop/${stack}`)(cut)).toBe("unclear");
  expect(ownerMatcher(`acme/shop/${stack}x`)(cut)).toBe("unclear");
  expect(ownerMatcher(`acme/other/${stack}`)(cut)).toBe("other");
});

it("an owner is refused when it is less than a stack", () => {
  for (const owner of ["", "acme", "acme/shop", "acme//dev", "/shop/dev", "acme/shop/"])
    expect(() => ownerMatcher(owner)).toThrow(/--owner: must be exact/);
});

it("an owner never matches what another stack wrote", () => {
  const part = fc.string({ minLength: 1, maxLength: 90 }).filter((text) => !text.includes("/"));
  const types = fc.constantFrom("", "a:b:C", "a:b/c:D$e:f:G");
  fc.assert(
    fc.property(part, part, part, part, types, part, (owner, project, stack, other, parentTypes, name) => {
      const mine = ownerReference({ owner, project, stack, parentTypes, name });
      const theirs = ownerReference({ owner, project, stack: other, parentTypes, name });
      const match = ownerMatcher(`${owner}/${project}/${stack}`);
      expect(match(mine)).not.toBe("other");
      if (stack !== other) expect(match(theirs)).not.toBe("same");
    }),
  );
});

it("an owner matches what a CloudFormation stack wrote, and no other stack of the account", () => {
  const of = (stack: string, logicalId = "EnvProd5D3E4F21") =>
    stackReference({ account: "123456789012", region: "us-east-1", stack, logicalId });
  const match = ownerMatcher("123456789012/us-east-1/shop");
  expect([of("shop"), of("shop", "L".repeat(255)), of("shop2"), of("sho")].map(match)).toEqual([
    "same",
    "same",
    "other",
    "other",
  ]);
  const one = ownerMatcher(of("shop"));
  expect([of("shop"), of("shop", "EnvTest5D3E4F21")].map(one)).toEqual(["same", "other"]);
});
