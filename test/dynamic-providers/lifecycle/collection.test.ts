import { Collection } from "../../../dynamic-providers/lifecycle/collection";

interface Item {
  href: string;
  name: string;
}

function remote(...items: Item[]) {
  const state = { items, reads: 0, now: 1000, hold: Promise.resolve() };
  const collection = new Collection<Item, "name">(
    async function* () {
      state.reads += 1;
      const seen = [...state.items];
      await state.hold;
      yield* seen;
    },
    { name: ({ name }) => name },
    { now: () => state.now, longestAgeInSeconds: 60 },
  );
  return { state, collection };
}

it("a collection reads once for look-ups that come together and for those after them", async () => {
  const { state, collection } = remote({ href: "/1", name: "a" });
  await Promise.all([collection.get("/1"), collection.find("name", "a"), collection.get("/2")]);
  await collection.get("/1");
  expect(state.reads).toBe(1);
});

it("a collection reads again when its content is older than the longest age", async () => {
  const { state, collection } = remote();
  await collection.get("/1");
  state.now += 60_000;
  await collection.get("/1");
  expect(state.reads).toBe(1);
  state.now += 1;
  state.items.push({ href: "/1", name: "a" });
  expect(await collection.get("/1")).toEqual({ href: "/1", name: "a" });
});

it("a collection reads again sooner when a look-up asks for newer content", async () => {
  const { state, collection } = remote();
  await collection.get("/1");
  state.now += 11_000;
  await collection.get("/1", 11);
  expect(state.reads).toBe(1);
  await collection.get("/1", 10);
  expect(state.reads).toBe(2);
});

it("a collection finds a written item under its new name only, and no longer finds a deleted one", async () => {
  const { collection } = remote({ href: "/1", name: "a" });
  await collection.get("/1");
  collection.put({ href: "/1", name: "b" });
  expect(await collection.find("name", "a")).toEqual([]);
  expect(await collection.find("name", "b")).toHaveLength(1);
  collection.remove("/1");
  expect(await collection.find("name", "b")).toEqual([]);
});

it("a collection keeps a write that happens while an older read is under way", async () => {
  const { state, collection } = remote({ href: "/1", name: "old" }, { href: "/2", name: "deleted" });
  let release = () => {};
  state.hold = new Promise((resolve) => {
    release = resolve;
  });
  const look = collection.find("name", "new");
  await Promise.resolve();
  collection.put({ href: "/1", name: "new" });
  collection.put({ href: "/3", name: "new" });
  collection.remove("/2");
  release();
  expect((await look).map(({ href }) => href)).toEqual(["/1", "/3"]);
  expect(await collection.get("/2")).toBeUndefined();
  expect(await collection.find("name", "old")).toEqual([]);
});

it("a collection reads again after a read that failed", async () => {
  const failures = [new Error("no answer")];
  const collection = new Collection<Item, "name">(
    async function* () {
      const failure = failures.shift();
      if (failure) throw failure;
      yield { href: "/1", name: "a" };
    },
    { name: ({ name }) => name },
  );
  await expect(collection.get("/1")).rejects.toThrow("no answer");
  expect(await collection.get("/1")).toBeDefined();
});
