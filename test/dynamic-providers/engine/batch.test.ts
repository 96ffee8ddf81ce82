import { Batch, Turnstile } from "../../../dynamic-providers/engine/batch";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function recording() {
  const calls: string[][] = [];
  const send = async (items: string[]) => {
    calls.push(items);
    return items.map((item) => item.toUpperCase());
  };
  return { calls, send };
}

it("sends what joined within 200 ms of each other as one call, answers in order", async () => {
  const { calls, send } = recording();
  const batch = new Batch(send);
  const first = batch.add("a");
  await jest.advanceTimersByTimeAsync(199);
  const second = batch.add("b");
  await jest.advanceTimersByTimeAsync(199);
  expect(calls).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(calls).toEqual([["a", "b"]]);
  expect(await Promise.all([first, second])).toEqual(["A", "B"]);
});

it("waits 5 s at most, however many keep joining", async () => {
  const { calls, send } = recording();
  const batch = new Batch(send);
  for (let joined = 0; joined < 60; joined++) {
    void batch.add(String(joined));
    await jest.advanceTimersByTimeAsync(100);
  }
  expect(calls[0]).toHaveLength(50);
});

it("sends one call at a time through a turnstile; what joins meanwhile goes with the next", async () => {
  const turnstile = new Turnstile();
  const sent: string[] = [];
  let running = 0;
  const send = (name: string) => async (items: string[]) => {
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    running -= 1;
    sent.push(`${name} ${items.join("")}`);
    return items;
  };
  const create = new Batch(send("create"), { turnstile });
  const remove = new Batch(send("delete"), { turnstile });
  const all = [create.add("a"), remove.add("x")];
  await jest.advanceTimersByTimeAsync(300);
  all.push(remove.add("y"));
  await jest.advanceTimersByTimeAsync(10_000);
  await Promise.all(all);
  expect(sent).toEqual(["create a", "delete xy"]);
});

it("fails only the item that failed", async () => {
  const refused = new Error("refused");
  const batch = new Batch(async (items: string[]) => items.map((item) => (item === "bad" ? refused : item)));
  const results = Promise.allSettled([batch.add("good"), batch.add("bad")]);
  await jest.advanceTimersByTimeAsync(200);
  expect(await results).toEqual([
    { status: "fulfilled", value: "good" },
    { status: "rejected", reason: refused },
  ]);
});

it("fails all items when the call fails, and goes on with the next batch", async () => {
  const failures = [new Error("no answer")];
  const batch = new Batch(async (items: string[]) => {
    const failure = failures.shift();
    if (failure) throw failure;
    return items;
  });
  const lost = Promise.allSettled([batch.add("a"), batch.add("b")]);
  await jest.advanceTimersByTimeAsync(200);
  expect((await lost).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = batch.add("c");
  await jest.advanceTimersByTimeAsync(200);
  expect(await next).toBe("c");
});

it("fails an item that got no answer", async () => {
  const batch = new Batch(async (_items: string[]) => ["only one"]);
  const results = Promise.allSettled([batch.add("a"), batch.add("b")]);
  await jest.advanceTimersByTimeAsync(200);
  expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});
