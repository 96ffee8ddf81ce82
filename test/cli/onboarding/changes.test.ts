import { userInfo } from "node:os";
import { FileRecords } from "../../../reconcilers/onboarding/records/file-records";
import { EACH_STATE, OnboardingScene, record } from "./onboarding-scene";

const STANDING = [
  record(6, { reason: "it is stopped" }),
  record(7, { status: "skipped", reason: "exclude matches it" }),
  record(8),
];

let scene: OnboardingScene;
beforeEach(async () => {
  scene = new OnboardingScene();
  await scene.store(...EACH_STATE);
});
afterEach(() => {
  jest.restoreAllMocks();
  scene.close();
});

describe("retry", () => {
  test("lets machines that are named begin anew, by name, vmId and resource id", async () => {
    const { code, out, err } = await scene.run("retry", "WEB-1", record(3).resourceId);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toBe(
      "web-1: begins anew after ven-requested, in the next run\nweb-3: begins anew after recorded, in the next run\n",
    );
    const { "web-1": first, "web-3": third } = await scene.stored();
    expect(first).toMatchObject({ status: "open", step: "ven-requested", reason: "", attempts: 0 });
    expect(third).toMatchObject({ status: "open", reason: "", attempts: 0 });
    expect(third).not.toHaveProperty("nextAttempt");
  });

  test("with --all takes those that failed or pause, and no other", async () => {
    const before = await scene.stored();
    expect((await scene.run("retry", "--all")).code).toBe(0);
    const { "web-1": first, "web-3": third, ...others } = await scene.stored();
    expect([first!.attempts, third!.attempts]).toEqual([0, 0]);
    for (const [name, one] of Object.entries(others)) expect(one).toEqual(before[name]);
    const again = await scene.run("retry", "--all");
    expect([again.code, again.err]).toEqual([0, "no machine has failed or pauses\n"]);
  });

  test("refuses machines that have not failed, with where they stand and what to do, and changes none", async () => {
    await scene.store(...STANDING);
    const before = scene.text();
    const { code, err } = await scene.run("retry", "web-1", "web-2", "web-4", "web-6", "web-7", "web-8");
    expect([code, err]).toEqual([
      1,
      "error: onboarding retry: 5 problems\n" +
        "  web-2: waits for a person who approves role=dc, so there is nothing to retry\n" +
        "  web-4: is done, so there is nothing to retry\n" +
        "  web-6: waits (it is stopped); it has not failed, and goes on by itself once that is past\n" +
        "  web-7: is skipped (exclude matches it); change the rule or the machine, and the next run looks at it again\n" +
        "  web-8: is under way, so there is nothing to retry\n",
    ]);
    expect(scene.text()).toBe(before);
  });

  test("names everything that is not exactly one machine, and changes none", async () => {
    await scene.store(record(6, { name: "web-1" }));
    const before = scene.text();
    const { code, err } = await scene.run("retry", "web-1", "web-3", "nobody", record(5).vmId);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: onboarding retry: 3 problems\n {2}web-1: 2 machines have this name/);
    expect(err).toMatch(/\n {2}nobody: is no machine of the records.*\n {2}\S+5: was deleted/);
    expect(scene.text()).toBe(before);
  });

  test.each([
    [[], "onboarding retry: name the machines, or give --all"],
    [["--all", "web-1"], "--all: and names of machines exclude each other"],
  ])("with %j is refused", async (args, problem) => {
    const { code, err } = await scene.run("retry", ...args);
    expect([code, err]).toEqual([1, `error: ${problem}\n`]);
  });
});

describe("approve", () => {
  test("records the labels that wait, who approved them and when", async () => {
    const { code, err } = await scene.run("approve", "web-2", "--by", "jo");
    expect([code, err]).toEqual([0, "web-2: jo approved role=dc\n"]);
    const { "web-2": second } = await scene.stored();
    expect(second).toMatchObject({ reason: "", approved: { by: "jo", labels: { role: "dc" } } });
    expect(Date.now() - Date.parse(second!.approved!.at)).toBeLessThan(60_000);
    expect(second).not.toHaveProperty("awaitsApproval");
  });

  test("with --all takes those that wait for one, in the name of the user of the machine", async () => {
    await scene.store(record(6, { awaitsApproval: { env: "prod", role: "dc" } }));
    const { code, err } = await scene.run("approve", "--all");
    const by = userInfo().username;
    expect([code, err]).toEqual([
      0,
      `web-2: ${by} approved role=dc\nweb-6: ${by} approved env=prod, role=dc\n`,
    ]);
    const { "web-2": second, "web-6": sixth, "web-1": first } = await scene.stored();
    expect([second!.approved!.by, sixth!.approved!.labels]).toEqual([by, { env: "prod", role: "dc" }]);
    expect(first).toEqual(EACH_STATE[0]);
    expect((await scene.run("approve", "--all")).err).toBe("no machine waits for an approval\n");
  });

  test("is refused where other labels wait than a person has seen", async () => {
    const before = scene.text();
    const refused = await scene.run("approve", "web-2", "--label", "role=db");
    expect([refused.code, refused.err]).toEqual([
      1,
      "error: onboarding approve: one problem\n  web-2: waits for role=dc, not for role=db\n",
    ]);
    expect(scene.text()).toBe(before);
    expect((await scene.run("approve", "web-2", "--label", "role=dc")).code).toBe(0);
  });

  test("says where machines stand that need no approval, as people say it", async () => {
    await scene.store(...STANDING);
    const { err } = await scene.run("approve", "web-3", "web-4", "web-6", "web-7", "web-8", record(5).vmId);
    expect(err.split("\n").slice(1, -1)).toEqual([
      "  web-3: needs no approval; it waits (ven-requested: no answer)",
      "  web-4: needs no approval; it is done",
      "  web-6: needs no approval; it waits (it is stopped)",
      "  web-7: needs no approval; it is skipped (exclude matches it)",
      "  web-8: needs no approval; it is under way",
      "  web-5: needs no approval; it was deleted",
    ]);
  });

  test("names machines that wait for no approval, and those that nobody knows", async () => {
    const before = scene.text();
    const { code, err } = await scene.run("approve", "web-2", "web-1", "nobody");
    expect(code).toBe(1);
    expect(err).toMatch(
      /2 problems\n {2}nobody: is no machine.*\n {2}web-1: needs no approval; it has failed \(ven-paired: exit 7\)/,
    );
    expect(scene.text()).toBe(before);
  });
});

test("a record that a run changed at the same time is left as it is, and the command fails", async () => {
  const read = FileRecords.prototype.read;
  jest.spyOn(FileRecords.prototype, "read").mockImplementationOnce(async function (this: FileRecords) {
    const stored = await read.call(this);
    await scene.store({ ...EACH_STATE[1]!, awaitsApproval: { role: "dc2" } });
    return stored;
  });
  const { code, err } = await scene.run("approve", "--all", "--by", "jo");
  expect(code).toBe(1);
  expect(err).toMatch(
    /^error: onboarding: 1 of 1 failed\n {2}web-2: a run changed its record at the same time/,
  );
  expect((await scene.stored())["web-2"]).toMatchObject({ awaitsApproval: { role: "dc2" } });
});
