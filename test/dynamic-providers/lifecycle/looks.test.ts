import { Looks } from "../../../dynamic-providers/lifecycle/looks";

test("checks share one look, and writes that ask together share a later one", async () => {
  let begun = 0;
  const looks = new Looks(() => ({ number: ++begun }));
  expect(looks.shared).toBe(looks.shared);
  const [one, other] = await Promise.all([looks.fresh(), looks.fresh()]);
  expect(one).toBe(other);
  expect(one).not.toBe(looks.shared);
  expect(await looks.fresh()).toEqual({ number: 3 });
});
