import fc from "fast-check";
import { ownerReference } from "../../../core/ownership/owner-reference";
import { aliasHint } from "../../../dynamic-providers/pulumi/alias-hint";

const at = (parentTypes: string, name: string) =>
  ownerReference({ owner: "acme", project: "shop", stack: "dev", parentTypes, name });

it("the alias hint has the former name when the parents are the same", () => {
  expect(aliasHint("Label", at("", "web"), at("", "front"))).toBe('aliases: [{ name: "web" }]');
  const [before, now] = [at("acme:net/tier:Tier", "a/b"), at("acme:net/tier:Tier", "c")];
  expect(aliasHint("Label", before, now)).toBe('aliases: [{ name: "a/b" }]');
});

it("the alias hint has the whole former URN when the resource was put into a component or taken out of one", () => {
  const type = "pulumi-nodejs:dynamic/illumio-iac:Label";
  expect(aliasHint("Label", at("", "web"), at("acme:net:Tier", "web"))).toBe(
    `aliases: ["urn:pulumi:dev::shop::${type}::web"]`,
  );
  expect(aliasHint("Label", at("a:b:C$d:e/f:G", "web"), at("", "web"))).toBe(
    `aliases: ["urn:pulumi:dev::shop::a:b:C$d:e/f:G$${type}::web"]`,
  );
});

it("the alias hint has the former name of a resource, whatever characters it holds", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.constantFrom("", "acme:net:Tier", "a:b/c:D$e:f:G"),
      (name, parents) => {
        const hint = aliasHint("Label", at(parents, name), at(parents, "other"));
        expect(hint).toBe(`aliases: [{ name: ${JSON.stringify(name)} }]`);
      },
    ),
  );
});

it("the alias hint leaves the name open when the reference was too long to keep it", () => {
  expect(aliasHint("Label", at("", "x".repeat(400)), at("", "y"))).toBe(
    'aliases: [{ name: "…" }] with its former name',
  );
});
