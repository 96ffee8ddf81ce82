import fc from "fast-check";
import {
  areKeysDue,
  changesProblem,
  keysNeeded,
  oldKeys,
  type ProfileFacts,
  profileProblems,
  removalsProblem,
} from "../../../core/onboarding";
import { NOW } from "./machines";

test.each<[string, number, number, object, string | undefined]>([
  ["no limit", 500, 500, {}, undefined],
  ["the limit itself", 5, 100, { maxChanges: 5 }, undefined],
  [
    "one more",
    6,
    100,
    { maxChanges: 5 },
    "the labels of 6 machines would change, of 100 machines, and limits.maxChanges allows 5; nothing was changed. If it is meant, raise limits.maxChanges for one run",
  ],
  [
    "the only one, and none is allowed",
    1,
    1,
    { maxChanges: 0 },
    "the labels of 1 machine would change, of 1 machine, and limits.maxChanges allows 0",
  ],
  ["the share itself", 20, 100, { maxChangedShare: 0.2 }, undefined],
  [
    "more than the share",
    21,
    100,
    { maxChangedShare: 0.205 },
    "of 100 machines (21 %), and limits.maxChangedShare allows 20.5 %",
  ],
  ["fewer than ten of few", 9, 9, { maxChangedShare: 0.1 }, undefined],
  ["ten of few", 10, 10, { maxChangedShare: 0.1 }, "(100 %), and limits.maxChangedShare allows 10 %"],
])("changes of labels: %s", (_what, changed, machines, limits, problem) => {
  const found = changesProblem({ changed, machines }, limits);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

test.each<[string, number, number, string | undefined]>([
  ["few of few", 3, 4, undefined],
  ["many of many", 20, 100, undefined],
  [
    "too many",
    21,
    1_000,
    "21 machines would count as deleted, of 1000 open records, and limits.maxRemovals allows 20",
  ],
  ["too large a share", 11, 50, "(22 %), and limits.maxRemovedShare allows 20 %; nothing was changed"],
])("machines that are deleted: %s", (_what, removed, open, problem) => {
  const found = removalsProblem({ removed, open }, { maxRemovals: 20, maxRemovedShare: 0.2 });
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

test("so many keys are made that none is left over", () => {
  expect([
    keysNeeded(0, 10),
    keysNeeded(10, 10),
    keysNeeded(11, 10),
    keysNeeded(7, Number.POSITIVE_INFINITY),
  ]).toEqual([0, 1, 2, 1]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 500 }), (machines, uses) => {
      const keys = keysNeeded(machines, uses);
      expect(keys * uses).toBeGreaterThanOrEqual(machines);
      expect((keys - 1) * uses).toBeLessThan(machines);
    }),
  );
});

const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000).toISOString();

test.each<[string, string[], number, boolean]>([
  ["without keys", [], 0, false],
  ["when no installation can use one any more", [ago(1)], 0, true],
  ["not while one may", [ago(24), ago(1)], 1, false],
  ["after a day, also while one may", [ago(24.01), ago(1)], 1, true],
])("keys are revoked %s", (_what, madeAt, installing, isDue) => {
  expect(areKeysDue(madeAt, installing, NOW)).toBe(isDue);
});

test("keys older than a day are those of more than 24 hours ago", () => {
  expect(oldKeys([ago(25), ago(24), ago(2)], NOW)).toEqual([ago(25)]);
});

const PROFILE: ProfileFacts = {
  name: "azure",
  enabled: true,
  enforcementMode: "visibility_only",
  allowedUsesPerKey: 10,
  keyLifespan: 3_600,
};
const VEN = { allowEnforcement: false, allowUnlimitedKeys: false, timeoutInMinutes: 30 };

test("a profile that limits its keys and does not enforce has no problem", () => {
  expect(profileProblems(PROFILE, VEN)).toEqual([]);
  expect(profileProblems({ ...PROFILE, enforcementMode: "idle", keyLifespan: 1_800 }, VEN)).toEqual([]);
});

test.each<[string, Partial<ProfileFacts>, RegExp]>([
  [
    "is disabled",
    { enabled: false },
    /^pairing profile 'azure' is disabled; enable it in the PCE, or name another/,
  ],
  ["enforces", { enforcementMode: "full" }, /mode 'full', which cuts traffic.*ven\.allowEnforcement: true$/],
  ["enforces some", { enforcementMode: "selective" }, /mode 'selective', which cuts/],
  ["does not say its mode", { enforcementMode: undefined }, /mode undefined, which cuts/],
  [
    "has keys of unlimited use",
    { allowedUsesPerKey: "unlimited" },
    /unlimited uses, so.*ven\.allowUnlimitedKeys: true$/,
  ],
  ["has keys for ever", { keyLifespan: "unlimited" }, /unlimited lifespan, so/],
  [
    "has both",
    { keyLifespan: "unlimited", allowedUsesPerKey: "unlimited" },
    /unlimited uses and lifespan, so/,
  ],
  [
    "has keys that end early",
    { keyLifespan: 1_799 },
    /live for 1799 seconds, and an installation may take 30 minutes/,
  ],
])("a profile that %s is refused with what to do", (_what, change, problem) => {
  expect(profileProblems({ ...PROFILE, ...change }, VEN)).toEqual([expect.stringMatching(problem)]);
});

test("what is allowed is no problem, and each problem is named", () => {
  const wild: ProfileFacts = {
    ...PROFILE,
    enforcementMode: "full",
    allowedUsesPerKey: "unlimited",
    keyLifespan: "unlimited",
  };
  expect(profileProblems(wild, { ...VEN, allowEnforcement: true, allowUnlimitedKeys: true })).toEqual([]);
  expect(profileProblems({ ...wild, enabled: false }, VEN)).toHaveLength(3);
});
