import fc from "fast-check";
import { Checks, type Problem } from "../../../../core/checks";
import { tagNameProblem } from "../../../../core/dag";
import type { BindingConfiguration } from "../../../../dynamic-providers/panos/objects/config-objects";
import { checkConfiguration } from "../../../../dynamic-providers/panos/objects/group-check";
import { planObjects } from "../../../../dynamic-providers/panos/objects/plan-objects";
import { writeObjects } from "../../../../dynamic-providers/panos/objects/write-objects";
import { FirewallWorld } from "../../../../scripts/soak/kills/world";
import { binding } from "../../../core/dag/facts";
import { anyCharacter } from "../../../support/any-character";

const definition = (more: object = {}) => binding({ target: { firewall: "edge" }, ...more });

interface Texts {
  readonly group?: string;
  readonly rule?: string;
  readonly zones?: readonly string[];
  readonly tag?: string;
  readonly owner?: string;
}

const written = ({ group, rule, zones }: Texts): Record<string, unknown> => ({
  addressGroup: { name: "web", ...(group !== undefined && { description: group }) },
  rule: {
    name: "r",
    destination: ["web"],
    action: "allow",
    ...(rule !== undefined && { description: rule }),
    ...(zones && { from: zones }),
  },
});

function check(texts: Texts): { configuration: BindingConfiguration; failures: readonly Problem[] } {
  const checks = Checks.start();
  const configuration = checkConfiguration(written(texts) as never, { firewall: "edge" }, checks);
  return { configuration, failures: checks.problems };
}

/** What a second plan would change after the first one was carried out. */
async function changesOfSecondPlan(texts: Texts): Promise<readonly object[]> {
  const { configuration: declared } = check(texts);
  const { configuration } = new FirewallWorld("firewall").client(async (_call, carryOut) => void carryOut());
  const owner = texts.owner ?? "acme";
  const plan = () =>
    planObjects({
      configuration,
      definition: definition({ ...(texts.tag !== undefined && { tag: texts.tag }), owner }),
      declared,
      made: [],
      owners: [owner],
      adopt: false,
    });
  await writeObjects(configuration, await plan(), [owner]);
  const { changes, problems } = await plan();
  return [...changes, ...problems.map((problem) => ({ problem }))];
}

test.each<Texts>([
  { group: " leading" },
  { group: "trailing \n", rule: "\ttabs\t" },
  { group: "two\r\nlines", rule: "old\rlines" },
  { group: "\u00a0no break\u00a0", rule: "\u2003wide" },
  { rule: "two  spaces" },
  { zones: [" dmz", "dmz ", "inside"] },
  { owner: "acme/shop//a\u0001\r\n b" },
  { tag: "a  b".replace("  ", " ") },
])("%j shows no change after one up", async (texts) => {
  expect(check(texts).failures).toEqual([]);
  expect(await changesOfSecondPlan(texts)).toEqual([]);
});

test.each<[Texts, string]>([
  [{ group: "bell\u0007" }, "addressGroup.description"],
  [{ rule: "\u001b[2K" }, "rule.description"],
  [{ rule: "half \ud800" }, "rule.description"],
  [{ zones: ["a\u0000"] }, "rule.from"],
  [{ zones: ["  "] }, "rule.from"],
])("%j is refused because PAN-OS cannot store it", (texts, property) => {
  expect(check(texts).failures.map((failure) => failure.path)).toEqual([property]);
});

test("a text of spaces counts as no text", () => {
  const { configuration, failures } = check({ group: "  ", rule: "\n" });
  expect(failures).toEqual([]);
  expect([configuration.addressGroup?.description, configuration.rule?.description]).toEqual([
    undefined,
    undefined,
  ]);
});

test("every accepted text shows no change after one up", async () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 12 });
  const texts = fc.record({
    group: text,
    rule: text,
    owner: text,
    tag: fc
      .string({ unit: anyCharacter, minLength: 1, maxLength: 8 })
      .filter((tag) => tagNameProblem(tag) === undefined),
    zones: fc.array(text, { minLength: 1, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(texts, async (some) => {
      if (check(some).failures.length === 0) expect(await changesOfSecondPlan(some)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
