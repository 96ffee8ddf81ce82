import { type OwnEntry, type RenewalOptions, renewals } from "../../../core/dag";

/** What is due, of entries with these seconds left; all of them are members but those named `other`. */
const due = (left: Record<string, number | undefined>, options: Partial<RenewalOptions> = {}) => {
  const own = new Map(
    Object.entries(left).map(([address, seconds]): [string, OwnEntry] => [
      address,
      { written: `${address}/32`, ...(seconds !== undefined && { timeoutInSeconds: seconds }) },
    ]),
  );
  const members = new Map([...own.keys()].filter((key) => key !== "other").map((key) => [key, []]));
  return renewals(members, own, { timeoutInSeconds: 300, recent: false, ...options });
};

test("an entry is due for renewal from half of its timeout on, in the firewall's spelling", () => {
  expect(due({ a: 300, b: 151, c: 150, d: 1 })).toEqual(["c/32", "d/32"]);
});

test("an entry without a timeout is due when others have one or nobody renewed it recently", () => {
  expect(due({ a: 300, b: undefined }, { recent: true })).toEqual(["b/32"]);
  expect(due({ a: undefined, b: undefined })).toEqual(["a/32", "b/32"]);
  expect(due({ a: undefined, b: undefined }, { recent: true })).toEqual([]);
});

test("an entry with a timeout is due when the binding wants no timeout", () => {
  expect(due({ a: 300, b: undefined, c: 1 }, { timeoutInSeconds: 0 })).toEqual(["a/32", "c/32"]);
});

test("an entry that is no member is not renewed, because it leaves", () => {
  expect(due({ other: 1 })).toEqual([]);
});
