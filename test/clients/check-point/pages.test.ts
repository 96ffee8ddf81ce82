import fc from "fast-check";
import { allPages } from "../../../clients/check-point/pages";

const OPTIONS = { what: "the list of hosts", maximumEntries: 100_000 };
const objects = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({ uid: `u${from + at}` }));

test("every list is read to its end, in so many calls as it has pages", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2600 }), async (total) => {
      let calls = 0;
      const found = await allPages(async ({ limit, offset }) => {
        calls += 1;
        const to = Math.min(offset + limit, total);
        return { objects: objects(offset, to), from: total === 0 ? 0 : offset + 1, to, total };
      }, OPTIONS);
      expect(found).toEqual(objects(0, total));
      expect(calls).toBe(Math.max(1, Math.ceil(total / 500)));
    }),
  );
});

test.each([
  ["no total", { objects: objects(0, 3), from: 1, to: 3 }],
  ["a total of 0", { objects: objects(0, 3), total: 0 }],
  ["no objects", { from: 0, to: 0, total: 7 }],
  ["no objects on the page", { objects: [], from: 0, to: 0, total: 7 }],
])("a page with %s ends the list", async (_what, page) => {
  let calls = 0;
  const show = async () => {
    calls += 1;
    return page;
  };
  expect(await allPages(show, OPTIONS)).toEqual("objects" in page ? page.objects : []);
  expect(calls).toBe(1);
});

test("a list that never reaches its total is an error", async () => {
  const show = async () => ({ objects: objects(0, 5), from: 1, to: 5, total: 9 });
  await expect(allPages(show, OPTIONS)).rejects.toThrow("ends the list of hosts at 5 of 9 again and again");
});

test("a list that has no end is refused beyond the limit", async () => {
  const show = async ({ limit, offset }: { limit: number; offset: number }) => ({
    objects: objects(offset, offset + limit),
    to: offset + limit,
    total: offset + limit + 1,
  });
  await expect(allPages(show, { ...OPTIONS, maximumEntries: 2000 })).rejects.toThrow(
    /the list of hosts has 2500 objects so far; the limit is 2000/,
  );
});

test("an object that is on two pages is there once", async () => {
  const pages = [
    { objects: objects(0, 500), to: 500, total: 501 },
    { objects: objects(499, 501), to: 501, total: 501 },
  ];
  expect(await allPages(async () => pages.shift()!, OPTIONS)).toHaveLength(501);
});

test("an answer without a list is an error", async () => {
  await expect(allPages(async () => ({ objects: "x" }), OPTIONS)).rejects.toThrow(
    "without a list of objects",
  );
});

test("a full page that does not say whether it is the last one is an error", async () => {
  await expect(allPages(async () => ({ objects: objects(0, 500), to: 500 }), OPTIONS)).rejects.toThrow(
    "with a full page and without the total",
  );
});
