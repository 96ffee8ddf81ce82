import { Batch, Turnstile } from "../../../dynamic-providers/lifecycle/batch";

beforeEach(() => jest.useFakeTimers({ doNotFake: ["setImmediate"] }));
afterEach(() => jest.useRealTimers());

function recording() {
  const calls: string[][] = [];
  const send = async (items: string[]) => {
    calls.push(items);
    return items.map((item) => item.toUpperCase());
  };
  return { calls, send };
}

it("a batch sends items that join within 200 ms of each other as one call and answers them in order", async () => {
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

it("a batch waits 5 s at most when items keep joining", async () => {
  const { calls, send } = recording();
  const batch = new Batch(send);
  for (let joined = 0; joined < 60; joined++) {
    void batch.add(String(joined));
    await jest.advanceTimersByTimeAsync(100);
  }
  expect(calls[0]).toHaveLength(50);
});

it("a batch with a turnstile sends one call at a time, and items that join meanwhile go with the next call", async () => {
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

it("a batch fails only the item whose answer is an error", async () => {
  const refused = new Error("refused");
  const batch = new Batch(async (items: string[]) => items.map((item) => (item === "bad" ? refused : item)));
  const results = Promise.allSettled([batch.add("good"), batch.add("bad")]);
  await jest.advanceTimersByTimeAsync(200);
  expect(await results).toEqual([
    { status: "fulfilled", value: "good" },
    { status: "rejected", reason: refused },
  ]);
});

it("a batch fails all its items when the call fails, and the next batch is sent", async () => {
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

it("a batch fails an item that gets no answer", async () => {
  const batch = new Batch(async (_items: string[]) => ["only one"]);
  const results = Promise.allSettled([batch.add("a"), batch.add("b")]);
  await jest.advanceTimersByTimeAsync(200);
  expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

it("a batch is idle when no item waits or is being sent and all callers have their answers", async () => {
  const { send } = recording();
  const batch = new Batch(send);
  await batch.idle();
  const seen: string[] = [];
  void batch.add("a").then((answer) => seen.push(answer));
  const idle = batch.idle().then(() => [...seen]);
  await jest.advanceTimersByTimeAsync(200);
  expect(await idle).toEqual(["A"]);
});

it("a batch takes items that arrive while it waits for its turn", async () => {
  let open = () => {};
  const before = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { calls, send } = recording();
  const batch = new Batch(send, { before: () => before });
  const first = batch.add("a");
  await jest.advanceTimersByTimeAsync(200);
  const second = batch.add("b");
  open();
  expect(await Promise.all([first, second])).toEqual(["A", "B"]);
  expect(calls).toEqual([["a", "b"]]);
});
