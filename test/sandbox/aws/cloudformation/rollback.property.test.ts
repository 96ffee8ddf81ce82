import fc from "fast-check";
import { accountWith, logGroup, queue, type Stacks } from "./stacks";

/** A resource as the generator draws it: what it depends on are resources with a lower number. */
interface Drawn {
  readonly kind: "queue" | "group";
  /** A name of its own, whose change is a replacement. */
  readonly name: number | undefined;
  readonly value: number;
  readonly dependsOn: readonly number[];
  readonly policy: "Delete" | "Retain" | "RetainExceptOnCreate";
}

const COUNT = 5;

const drawn = (index: number): fc.Arbitrary<Drawn | undefined> =>
  fc.option(
    fc.record({
      kind: fc.constant(index % 2 === 0 ? ("queue" as const) : ("group" as const)),
      name: fc.option(fc.nat(2), { nil: undefined }),
      value: fc.nat(2),
      dependsOn: fc.subarray(Array.from({ length: index }, (_, lower) => lower)),
      policy: fc.constantFrom("Delete" as const, "Delete" as const, "RetainExceptOnCreate" as const),
    }),
    { nil: undefined, freq: 4 },
  );

const version = fc.tuple(...Array.from({ length: COUNT }, (_, index) => drawn(index)));

function templateOf(stack: string, resources: readonly (Drawn | undefined)[], more: object = {}): object {
  const entries = resources.flatMap((resource, index) => {
    if (resource === undefined) return [];
    const { kind, name, value, policy } = resource;
    const own = name === undefined ? undefined : `${stack}-${index}-${name}`;
    const DependsOn = resource.dependsOn
      .filter((other) => resources[other] !== undefined)
      .map((other) => `R${other}`);
    const rest = { DependsOn, DeletionPolicy: policy };
    return [
      [
        `R${index}`,
        kind === "queue"
          ? queue({ QueueName: own, DelaySeconds: value }, rest)
          : logGroup({ LogGroupName: own, RetentionInDays: [1, 3, 5][value] }, rest),
      ],
    ];
  });
  return { Resources: { Anchor: queue(), ...Object.fromEntries(entries), ...more } };
}

const { cloud, stacks } = accountWith({ call: () => Promise.reject(new Error("no provider")) });
let runs = 0;

afterAll(() => cloud.close());

const table = () =>
  cloud.resources
    .list()
    .map((resource) => JSON.stringify(resource))
    .sort();

async function withStack(
  first: readonly (Drawn | undefined)[],
  work: (name: string) => Promise<void>,
): Promise<void> {
  runs += 1;
  const name = `s${runs}`;
  try {
    expect(await stacks.create(name, templateOf(name, first))).toBe("CREATE_COMPLETE");
    await work(name);
  } finally {
    await stacks.delete(name);
    for (const { type, id } of cloud.resources.list()) await cloud.resources.delete(type, id);
  }
}

test("a failed update leaves the account and the stack as they were, wherever it fails and whenever it is rolled back", async () => {
  await fc.assert(
    fc.asyncProperty(
      version,
      version,
      fc.nat(COUNT),
      fc.boolean(),
      async (first, second, failsAfter, isLater) => {
        await withStack(first, async (name) => {
          const before = table();
          const { StackResources: resources } = await stacks.call("DescribeStackResources", {
            StackName: name,
          });
          const present = Array.from({ length: failsAfter }, (_, index) => index).filter(
            (index) => second[index],
          );
          const DependsOn = present.map((index) => `R${index}`);
          const Broken = logGroup({ RetentionInDays: 8 }, { DependsOn });
          const options = isLater ? { DisableRollback: true } : {};
          const status = await stacks.update(name, templateOf(name, second, { Broken }), options);
          expect(status).toBe(isLater ? "UPDATE_FAILED" : "UPDATE_ROLLBACK_COMPLETE");
          if (isLater) {
            await stacks.call("RollbackStack", { StackName: name });
            expect(await stacks.settled(name)).toBe("UPDATE_ROLLBACK_COMPLETE");
          }
          expect(table()).toEqual(before);
          const { StackResources: after } = await stacks.call("DescribeStackResources", { StackName: name });
          const ids = (list: typeof resources) =>
            list
              .map(
                (one: Record<string, unknown>) => `${one["LogicalResourceId"]} ${one["PhysicalResourceId"]}`,
              )
              .sort();
          expect(ids(after)).toEqual(ids(resources));
          // What is known of the stack is that of before, too.
          await expect(stacks.update(name, templateOf(name, first))).rejects.toThrow(
            "No updates are to be performed.",
          );
        });
      },
    ),
    { numRuns: 100 },
  );
});

test("a change set announces what the update then does, resource by resource", async () => {
  await fc.assert(
    fc.asyncProperty(version, version, async (first, second) => {
      await withStack(first, async (name) => {
        const template = templateOf(name, second);
        let changes: Awaited<ReturnType<Stacks["changes"]>>;
        try {
          changes = await stacks.changes(name, template);
        } catch (error) {
          expect((error as Error).message).toContain("didn't contain changes");
          await expect(stacks.update(name, template)).rejects.toThrow("No updates are to be performed.");
          return;
        }
        expect(await stacks.update(name, template)).toBe("UPDATE_COMPLETE");
        const events = await stacks.events(name);
        const announced = new Map(changes.map((change) => [change.LogicalResourceId, change]));
        for (let index = 0; index < COUNT; index += 1) {
          const id = `R${index}`;
          const did = (text: string) => events.some((event) => event.startsWith(`${id} ${text}`));
          const change = announced.get(id);
          expect([id, did("CREATE_IN_PROGRESS")]).toEqual([id, change?.Action === "Add"]);
          const isCalled = change?.Action === "Modify" && change.Scope.includes("Properties");
          expect([id, did("UPDATE_IN_PROGRESS")]).toEqual([id, isCalled]);
          expect([id, did("UPDATE_IN_PROGRESS Requested update requires")]).toEqual([
            id,
            change?.Replacement === "True",
          ]);
          const isGone = change?.Action === "Remove" || change?.Replacement === "True";
          expect([id, did("DELETE_")]).toEqual([id, isGone]);
        }
      });
    }),
    { numRuns: 100 },
  );
});
