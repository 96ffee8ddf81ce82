import {
  type App,
  Aspects,
  CfnResource,
  type IAspect,
  NestedStack,
  Stack,
  Stage,
  Validations,
} from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import type { IConstruct } from "constructs";
import type { Acknowledgement } from "../../../components/cdk/acknowledge";
import { ACKNOWLEDGEMENTS } from "../../../components/cdk/acknowledgements";
import { APPS } from "./apps";
import { type Findings, nagFindings } from "./nag";
import { FLAGS, testStack } from "./synth";

const ROWS: readonly Acknowledgement[] = Object.values(ACKNOWLEDGEMENTS).flat();

/** Rule and reason of a row. */
const keyOf = ({ rule, reason }: Pick<Acknowledgement, "rule" | "reason">) => `${rule}: ${reason}`;

/** Rows by their keys of which an app acknowledges something. */
const used = new Set<string>();

const CASES = Object.entries(APPS).flatMap(([name, fill]) =>
  Object.entries(FLAGS).map(([flags, set]) => [name, flags, fill, set] as const),
);

/** Where a stack may be. */
const PLACES: Record<string, () => { app: App; stage: readonly Stage[]; stack: Stack }> = {
  "a nested stack": () => {
    const outer = testStack();
    return { app: outer.node.root as App, stage: [], stack: new NestedStack(outer, "Nested") };
  },
  "a stage": () => {
    const app = testStack().node.root as App;
    const stage = new Stage(app, "Stage");
    return { app, stage: [stage], stack: new Stack(stage, "Inner") };
  },
};

describe.each(CASES)("%s, with %s feature flags", (_name, _flags, fill, flags) => {
  let app: App;
  let majors: readonly [Findings, Findings];

  beforeAll(() => {
    const stack = testStack({}, { flags });
    fill(stack);
    app = stack.node.root as App;
    const { major2, major3 } = nagFindings(app);
    majors = [major2, major3];
  });

  test("has no open finding", () => {
    for (const { open } of majors) expect(open).toEqual([]);
  });

  test("acknowledges exactly what both majors find", () => {
    for (const { all, acknowledged } of majors) {
      expect(acknowledged).toEqual(all);
      expect(all).toEqual(majors[0].all);
    }
  });

  test("acknowledges what the table names, and nothing else", () => {
    const known = new Set(ROWS.map(keyOf));
    for (const one of acknowledgedIn(app)) {
      expect(known).toContain(one);
      used.add(one);
    }
  });
});

describe.each(Object.entries(APPS))("%s, with other logical ids", (_name, fill) => {
  test.each(Object.entries(PLACES))("acknowledges exactly what both majors find in %s", (_place, place) => {
    const { app, stage, stack } = place();
    fill(stack);
    for (const scope of [app, ...stage]) Aspects.of(scope).add(new Renumber());
    const { major2, major3 } = nagFindings(app, stage);
    expect([...major2.open, ...major3.open]).toEqual([]);
    expect(major3.all.join()).toContain("<Number");
    expect(major2.acknowledged).toEqual(major2.all);
    expect(major3.all).toEqual(major2.all);
    expect(major3.acknowledged).toEqual(expect.arrayContaining([...major3.all]));
  });
});

test("every row of the table acknowledges something", () => {
  expect(ROWS.map(keyOf).filter((row) => !used.has(row))).toEqual([]);
});

test("rows are told apart by rule and reason, which is a sentence that cdk-nag 2 does not encode", () => {
  expect(new Set(ROWS.map(keyOf)).size).toBe(ROWS.length);
  for (const { reason } of ROWS) expect(reason).toMatch(/^[A-Z][ -ÿ]{20,}\.$/);
});

test("an app that has the packs as plugins is synthesized, unless it has findings of its own", () => {
  const stack = testStack();
  const app = stack.node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  for (const fill of Object.values(APPS).slice(0, 1)) fill(stack);
  expect(() => app.synth()).not.toThrow();
  new sqs.CfnQueue(stack, "Open");
  expect(() => app.synth({ force: true })).toThrow("AwsSolutions-SQS4");
});

/** Overrides every logical id, after the metadata was written. */
class Renumber implements IAspect {
  #count = 0;

  visit(construct: IConstruct): void {
    if (CfnResource.isCfnResource(construct)) construct.overrideLogicalId(`Number${++this.#count}`);
  }
}

/** Rule and reason of everything that is acknowledged in an app, for both majors. */
function acknowledgedIn(app: App): string[] {
  return app.node.findAll().flatMap((construct) => {
    const recorded = construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ rule: id.replace(/^annotation::/i, "").replace(/\[.*/, ""), reason }));
    const metadata = CfnResource.isCfnResource(construct) ? construct.getMetadata("cdk_nag") : undefined;
    const suppressed: { id: string; reason: string }[] = metadata?.rules_to_suppress ?? [];
    return [...recorded, ...suppressed.map(({ id: rule, reason }) => ({ rule, reason }))].map(keyOf);
  });
}
