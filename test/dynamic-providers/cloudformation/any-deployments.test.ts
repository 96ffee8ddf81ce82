import fc from "fast-check";
import { ObjectScene } from "./object-scene";
import type { DeployOptions, Fate, Program } from "./stack-player";

const IDS = ["A", "B", "C"] as const;

interface Wanted {
  readonly key: string;
  readonly value: string;
}
type Labels = Readonly<Partial<Record<(typeof IDS)[number], Wanted>>>;

const wanted = fc.record({ key: fc.constantFrom("env", "app"), value: fc.constantFrom("x", "y", "z") });
const programs: fc.Arbitrary<Labels> = fc
  .record({ A: wanted, B: wanted, C: wanted }, { requiredKeys: [] })
  .filter((labels) => new Set(Object.values(labels).map(nameOf)).size === Object.keys(labels).length);

const deployments = (fates: Fate[]): fc.Arbitrary<{ labels: Labels; options: DeployOptions }[]> =>
  fc.array(
    fc.record({
      labels: programs,
      options: fc.record(
        {
          failsAfter: fc.nat(4),
          fates: fc.dictionary(fc.nat(6).map(String), fc.constantFrom(...fates), { maxKeys: 3 }),
          restoresIds: fc.boolean(),
          forward: fc.boolean(),
        },
        { requiredKeys: ["restoresIds", "forward", "fates"] },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );

function nameOf({ key, value }: Wanted): string {
  return `${key}=${value}`;
}

const FOREIGN = { "loc=x": "7", "role=x": "other/A" };

let scene: ObjectScene;
beforeAll(async () => {
  scene = await ObjectScene.open();
  await scene.someone.createLabel({
    key: "loc",
    value: "x",
    external_data_set: "cmdb",
    external_data_reference: "7",
  });
  await scene.stack("other").deploy({ A: scene.label("role", "x") });
});
afterAll(() => scene.close());

function marked(labels: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([id, label]) => [nameOf(label), `shop/${id}`]));
}

function programOf(labels: Labels): Program {
  return Object.fromEntries(
    Object.entries(labels).map(([id, { key, value }]) => [id, scene.label(key, value)]),
  );
}

/** Labels that answers which got lost left behind. */
async function removeLabels(): Promise<void> {
  for await (const { href, key, value } of scene.someone.listLabels())
    if (!Object.hasOwn(FOREIGN, nameOf({ key, value }))) await scene.someone.deleteLabel(href);
}

test("any deployments, rollbacks and repeated requests end with what the last successful program declares", async () => {
  await fc.assert(
    fc
      .asyncProperty(deployments(["done", "again"]), async (steps) => {
        const stack = scene.stack();
        let declared: Labels = {};
        for (const { labels, options } of steps) {
          const failure = await stack.deploy(programOf(labels), options);
          expect(failure).toBe(options.failsAfter === undefined ? undefined : "another resource failed");
          if (failure === undefined) declared = labels;
          expect(scene.labels()).toEqual({ ...FOREIGN, ...marked(declared) });
          expect(Object.keys(stack.physicalIds).sort()).toEqual(Object.keys(declared).sort());
        }
        await stack.destroy();
        const warnings = scene.warnings.filter((text) => !text.includes(" is left to "));
        expect([scene.labels(), stack.ignored, warnings]).toEqual([FOREIGN, [], []]);
      })
      .beforeEach(removeLabels),
    { numRuns: 50 },
  );
});

test("answers that get lost leave no label of the stack unmarked or out of its reach, and touch nothing of others", async () => {
  await fc.assert(
    fc
      .asyncProperty(deployments(["done", "again", "lost", "unsent"]), programs, async (steps, last) => {
        const stack = scene.stack();
        let declared: Labels = {};
        for (const { labels, options } of steps) {
          const failure = await stack.deploy(programOf(labels), options).catch((error: Error) => error);
          if (failure instanceof Error) return; // the rollback failed, and a user has to continue it
          if (failure === undefined) declared = labels;
          expect(scene.labels()).toMatchObject(FOREIGN);
          expect(Object.keys(scene.labels())).toEqual(
            expect.arrayContaining(Object.values(declared).map(nameOf)),
          );
        }
        const left = scene.labels();
        const taken = Object.values(last).some(
          (label) =>
            !Object.values(declared).some((one) => nameOf(one) === nameOf(label)) && nameOf(label) in left,
        );
        const failure = await stack.deploy(programOf(last));
        if (!taken) expect(failure).toBeUndefined();
        if (failure !== undefined) return;
        for (const [name, mark] of Object.entries(scene.labels()))
          expect([name, mark]).toEqual([
            name,
            expect.stringMatching(/^(shop\/[ABC]( < [ABC])?|7|other\/A)$/),
          ]);
        expect(Object.keys(scene.labels())).toEqual(expect.arrayContaining(Object.values(last).map(nameOf)));
      })
      .beforeEach(removeLabels),
    { numRuns: 50 },
  );
});
