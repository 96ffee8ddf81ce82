import fc from "fast-check";
import { backoff, mayTryAgain, type Outcome, retryAfterInSeconds } from "../../../clients/http/retry";

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    status: fc.integer({ min: 300, max: 599 }),
    retryAfterInSeconds: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined }),
  }),
  fc.record({ sent: fc.boolean(), permanent: fc.boolean() }),
);

test("a request that must not happen twice is sent again only when it got 429 or was not sent", () => {
  fc.assert(
    fc.property(outcome, (ended) => {
      const refused = "status" in ended ? ended.status === 429 : !ended.sent && !ended.permanent;
      expect(mayTryAgain(false, ended)).toBe(refused);
    }),
  );
});

test.each([
  [{ status: 429 }, true],
  [{ status: 502 }, true],
  [{ status: 503 }, true],
  [{ status: 504 }, true],
  [{ status: 500 }, false],
  [{ status: 401 }, false],
  [{ status: 404 }, false],
  [{ status: 406 }, false],
  [{ status: 302 }, false],
  [{ sent: true, permanent: false }, true],
  [{ sent: false, permanent: false }, true],
  [{ sent: false, permanent: true }, false],
] as const)("a repeatable request that ended with %j is sent again: %s", (ended, again) => {
  expect(mayTryAgain(true, ended)).toBe(again);
});

test("a retry comes not before Retry-After and at most a second after it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3600 }),
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seconds, tries, random) => {
        const wait = backoff({ status: 503, retryAfterInSeconds: seconds }, tries, random);
        expect(wait).toBeGreaterThanOrEqual(seconds * 1000);
        expect(wait).toBeLessThanOrEqual(seconds * 1000 + 1000);
      },
    ),
  );
});

test("the wait before a retry grows with the tries up to 30 s and is random when there is no Retry-After", () => {
  expect([1, 2, 3, 4, 5].map((tries) => backoff({ status: 503 }, tries, 0))).toEqual([
    500, 1000, 2000, 4000, 8000,
  ]);
  expect([1, 2, 5, 9].map((tries) => backoff({ status: 429 }, tries, 0))).toEqual([
    2000, 4000, 30_000, 30_000,
  ]);
  expect(backoff({ status: 503 }, 1, 1)).toBe(250);
});

test.each([
  ["5", 5],
  ["0", 0],
  ["Thu, 01 Jan 2026 00:00:30 GMT", 30],
  ["Thu, 01 Jan 2025 00:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("a Retry-After header of %j is read as %j seconds", (text, seconds) => {
  expect(retryAfterInSeconds(text, new Date("2026-01-01T00:00:00Z"))).toBe(seconds);
});
