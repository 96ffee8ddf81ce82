import fc from "fast-check";
import { PceClient } from "../../../../clients/pce";
import { EventFeed } from "../../../../reconcilers/shared/watch/event-feed";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";

jest.setTimeout(120_000);

const START = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

let pce: PceSimulator;
let client: PceClient;
let now = START;
let made = 0;
beforeAll(async () => {
  pce = await startPceSimulator({ seed: 1, callsPerMinute: 1_000_000, now: () => now });
  client = new PceClient(pce, { callsPerMinute: 1_000_000 });
});
beforeEach(() => {
  now = START + pce.store.events.size * HOUR; // each test begins after what the one before it wrote
});
afterAll(async () => {
  await client.close();
  await pce.close();
});

const change = () => client.createLabel({ key: "role", value: `label ${made++}` });

/** Whether something was reported, or may have been missed. */
async function isChanged(feed: EventFeed): Promise<boolean> {
  const { events, gap } = await feed.fresh();
  return gap || events.length > 0;
}

async function started(): Promise<EventFeed> {
  const feed = new EventFeed(client);
  await change();
  await feed.start();
  return feed;
}

test("a feed asks for a full comparison when the PCE's clock goes back, and later changes are seen", async () => {
  const feed = await started();
  now -= HOUR;
  await change();
  expect(await isChanged(feed)).toBe(true);
  expect(await isChanged(feed)).toBe(false);
  for (let step = 0; step < 5; step++) {
    now += 20_000;
    await change();
    expect(await isChanged(feed)).toBe(true);
    now += 60_000;
    expect(await isChanged(feed)).toBe(false);
  }
});

test("events dated in the future do not hide later changes", async () => {
  now += HOUR;
  await change();
  now -= HOUR;
  const feed = await started();
  now += 45_000;
  expect(await isChanged(feed)).toBe(false);
  await change();
  expect(await isChanged(feed)).toBe(true);
});

test("a PCE without events is followed from its first event on", async () => {
  const empty = await startPceSimulator({ seed: 2, now: () => now });
  const reader = new PceClient(empty);
  try {
    const feed = new EventFeed(reader);
    await feed.start();
    now += HOUR;
    expect(await isChanged(feed)).toBe(false);
    await reader.createLabel({ key: "role", value: "web" });
    expect(await isChanged(feed)).toBe(true);
  } finally {
    await reader.close();
    await empty.close();
  }
});

test("a feed sees every change once and nothing else, whatever the PCE's clock does", async () => {
  const step = fc.record({
    clock: fc.oneof(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
      fc.integer({ min: -60_000, max: 0 }),
    ),
    changes: fc.integer({ min: 0, max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const feed = await started();
      for (const { clock, changes } of steps) {
        now += clock;
        for (let count = 0; count < changes; count++) await change();
        const changed = await isChanged(feed);
        if (changes > 0) expect(changed).toBe(true);
        else if (clock >= 0) expect(changed).toBe(false);
        expect(await isChanged(feed)).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});
