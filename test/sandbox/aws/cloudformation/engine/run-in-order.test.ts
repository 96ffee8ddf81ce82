import fc from "fast-check";
import { runInOrder } from "../../../../../sandbox/aws/cloudformation/engine/run-in-order";
import {
  inDependencyOrder,
  reversed,
} from "../../../../../sandbox/aws/cloudformation/template/dependency-order";

/** A graph without circles: an edge leads from a node to one with a lower number. */
const graph = fc
  .array(fc.array(fc.nat(11), { maxLength: 4 }), { maxLength: 12 })
  .map(
    (rows) =>
      new Map(
        rows.map((row, index) => [
          `n${index}`,
          new Set(row.filter((other) => other < index).map((other) => `n${other}`)),
        ]),
      ),
  );

test("an order has every node once, after all that it depends on", () => {
  fc.assert(
    fc.property(graph, (dependencies) => {
      const order = inDependencyOrder(dependencies);
      expect([...order].sort()).toEqual([...dependencies.keys()].sort());
      for (const [id, needed] of dependencies) {
        for (const other of needed) expect(order.indexOf(other)).toBeLessThan(order.indexOf(id));
      }
    }),
  );
});

test("turning the edges around twice gives the graph again", () => {
  fc.assert(
    fc.property(graph, (dependencies) => {
      expect(reversed(reversed(dependencies))).toEqual(dependencies);
    }),
  );
});

test("nodes on a circle are named, nodes that wait for one are not", () => {
  const circle = new Map([
    ["a", new Set(["b"])],
    ["b", new Set(["c"])],
    ["c", new Set(["b"])],
    ["d", new Set<string>()],
  ]);
  expect(() => inDependencyOrder(circle)).toThrow("Circular dependency between resources: [b, c]");
});

test("work begins once all that it depends on has ended, and after a failure only where it is let", async () => {
  await fc.assert(
    fc.asyncProperty(
      graph,
      fc.nat(11),
      fc.boolean(),
      fc.scheduler(),
      async (dependencies, bad, stopsAtFailure, scheduler) => {
        const ended = new Set<string>();
        let hasFailed = false;
        const work = async (id: string): Promise<void> => {
          for (const other of dependencies.get(id)!) expect(ended).toContain(other);
          expect(stopsAtFailure && hasFailed).toBe(false);
          await scheduler.schedule(Promise.resolve(), id);
          if (id === `n${bad}`) {
            hasFailed = true;
            throw new Error("bad");
          }
          ended.add(id);
        };
        const result = runInOrder(dependencies, work, { stopsAtFailure });
        await scheduler.waitFor(result);
        const { failures, notBegun } = await result;
        expect([...ended, ...failures.keys(), ...notBegun].sort()).toEqual([...dependencies.keys()].sort());
        expect([...failures.keys()]).toEqual(dependencies.has(`n${bad}`) ? [`n${bad}`] : []);
        if (stopsAtFailure || failures.size === 0) return;
        // Only what needs the failed node, directly or not, is left out.
        const left = new Set(failures.keys());
        for (const [id, needed] of dependencies)
          if ([...needed].some((other) => left.has(other))) left.add(id);
        expect(new Set([...notBegun, ...failures.keys()])).toEqual(left);
      },
    ),
  );
});
