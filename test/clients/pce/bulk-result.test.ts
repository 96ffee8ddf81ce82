import fc from "fast-check";
import { matchCreated, matchDeleted, matchUpdated } from "../../../clients/pce/bulk-result";

const problem = { token: "some_error", message: "no" };
/** The forms in which releases of the PCE and its clients write a failed entry. */
const failureForms = [
  { errors: [problem] },
  { status: "error", ...problem },
  { status: "validation_failure", errors: [problem], ...problem },
  { error: [problem] },
];

const bulkCase = fc.uniqueArray(fc.uuid({ version: 4 }), { minLength: 1, maxLength: 30 }).chain((ids) =>
  fc.record({
    hrefs: fc.constant(ids.map((id) => `/orgs/1/workloads/${id}`)),
    failed: fc.array(fc.boolean(), { minLength: ids.length, maxLength: ids.length }),
    form: fc.constantFrom(...failureForms),
    withHref: fc.boolean(),
  }),
);

const outcome = (match: ReturnType<typeof matchCreated>) =>
  "results" in match ? match.results.map(({ href, error }) => href ?? error?.token) : match;

test("every created item gets its own entry, in any form of failure", () => {
  fc.assert(
    fc.property(bulkCase, ({ hrefs, failed, form, withHref }) => {
      const entries = hrefs.map((href, n) =>
        failed[n] ? { ...form, ...(withHref ? { href } : {}) } : { href, status: "created", errors: [] },
      );
      expect(outcome(matchCreated(hrefs.length, entries))).toEqual(
        hrefs.map((href, n) => (failed[n] ? "some_error" : href)),
      );
    }),
  );
});

test("every updated item gets the entry of its href, whatever the order", () => {
  fc.assert(
    fc.property(bulkCase, fc.integer(), ({ hrefs, failed, form }, turn) => {
      const entries = hrefs.map((href, n) => (failed[n] ? { href, ...form } : { href, status: "updated" }));
      const at = Math.abs(turn) % entries.length;
      const turned = [...entries.slice(at), ...entries.slice(0, at)];
      expect(outcome(matchUpdated(hrefs, turned))).toEqual(
        hrefs.map((href, n) => (failed[n] ? "some_error" : href)),
      );
    }),
  );
});

test("an item that is sent twice keeps the failure of one of them", () => {
  const href = "/orgs/1/workloads/a";
  const failure = { href, ...problem };
  const success = { href, status: "updated" };
  expect(outcome(matchUpdated([href, href], [failure, success]))).toEqual(["some_error", href]);
  expect(outcome(matchUpdated([href, href], [success, failure]))).toEqual([href, "some_error"]);
});

test("failures without an href belong to the item at their place", () => {
  const hrefs = ["/orgs/1/workloads/a", "/orgs/1/workloads/b"];
  const entries = [{ href: hrefs[0]!, status: "updated" }, { ...problem }];
  expect(outcome(matchUpdated(hrefs, entries))).toEqual([hrefs[0], "some_error"]);
});

test("every deleted item is a success unless an entry says otherwise", () => {
  fc.assert(
    fc.property(bulkCase, ({ hrefs, failed, form }) => {
      const entries = hrefs.flatMap((href, n) => (failed[n] ? [{ href, ...form }] : []));
      expect(outcome(matchDeleted(hrefs, entries))).toEqual(
        hrefs.map((href, n) => (failed[n] ? "some_error" : href)),
      );
    }),
  );
});

test.each(["workload_already_deleted", "not_found_error"])(
  "a delete that is answered with %s is a success",
  (token) => {
    expect(outcome(matchDeleted(["/a"], [{ href: "/a", ...{ errors: [{ token, message: "" }] } }]))).toEqual([
      "/a",
    ]);
  },
);

test("an entry with an unknown status is counted as a failure", () => {
  expect(outcome(matchCreated(1, [{ href: "/a", status: "pending" }]))).toEqual(["unknown_error"]);
  expect(outcome(matchDeleted(["/a"], [{ href: "/a" }]))).toEqual(["unknown_error"]);
});

test("a success without an href is counted as a failure", () => {
  expect(outcome(matchCreated(1, [{ status: "created" }]))).toEqual(["unknown_error"]);
});

test("several problems of one item are all reported", () => {
  const errors = [problem, { token: "other", message: "also" }];
  const match = matchCreated(1, [{ errors } as object]);
  expect("results" in match && match.results[0]?.error).toEqual({
    token: "some_error",
    message: "no; also [other]",
  });
});
