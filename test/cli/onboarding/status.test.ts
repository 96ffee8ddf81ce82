import { readFileSync, writeFileSync } from "node:fs";
import { EACH_STATE, OnboardingScene, record } from "./onboarding-scene";

let scene: OnboardingScene;
beforeEach(() => {
  scene = new OnboardingScene();
});
afterEach(() => scene.close());

test("status is a table with those first that need a person, and a line that sums them up", async () => {
  await scene.store(...[...EACH_STATE].reverse());
  const { code, out, err } = await scene.run("status");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toBe(`state     vm     step           since              reason
failed    web-1  ven-requested  2026-01-01 00:01Z  ven-paired: exit 7
approval  web-2  ven-paired     2026-01-01 00:02Z  waits for a person who approves role=dc: illumio-iac onboarding approve web-2
waiting   web-3  recorded       2026-01-01 00:03Z  ven-requested: no answer; next attempt 2026-01-01 00:30Z
done      web-4  commissioned   2026-01-01 00:04Z
closed    web-5  recorded       2026-01-01 00:05Z  it was deleted

5 machines: 1 failed, 1 approval, 1 waiting, 1 done, 1 closed
`);
});

test("in a terminal a long reason goes on below itself; where it has no room, and in a pipe, a machine is one line", async () => {
  const reason =
    "it is an instance of the scale set '/subscriptions/11111111/resourceGroups/shop', which no run onboards";
  await scene.store(record(1, { status: "skipped", reason }), record(2));
  const at = async (columns?: number) => {
    const { out } = await scene.call(["status", "--records", scene.records], columns ? { columns } : {});
    return out;
  };
  const wide = `state      vm     step      since              reason
under way  web-2  recorded  2026-01-01 00:02Z
skipped    web-1  recorded  2026-01-01 00:01Z  ${reason}

2 machines: 1 under way, 1 skipped
`;
  expect([await at(), await at(50), await at(200)]).toEqual([wide, wide, wide]);
  const narrow = await at(80);
  expect(narrow).toContain(`2026-01-01 00:01Z  it is an instance of the scale
                                               set '/subscriptions/11111111/
                                               resourceGroups/shop', which no
                                               run onboards
`);
  expect(Math.max(...narrow.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("status has JSON and CSV for other programs", async () => {
  await scene.store(...EACH_STATE);
  const { states, machines } = JSON.parse((await scene.run("status", "--json")).out);
  expect(states).toEqual({ failed: 1, approval: 1, waiting: 1, done: 1, closed: 1 });
  expect(machines[0]).toMatchObject({ vm: "web-1", vmId: record(1).vmId, resourceGroup: "shop" });
  const csv = (await scene.run("status", "--csv")).out.split("\n");
  expect(csv[0]).toBe("state,vm,vmId,subscription,resourceGroup,step,since,reason,nextAttempt");
  expect(csv[1]).toMatch(/^failed,web-1,/);
  const both = await scene.run("status", "--csv", "--json");
  expect([both.code, both.err]).toEqual([1, "error: --csv: and --json exclude each other\n"]);
});

test("status exits with 1 by option when a machine has failed, and with 0 when none has", async () => {
  await scene.store(...EACH_STATE);
  expect((await scene.run("status", "--exit-code")).code).toBe(1);
  expect((await scene.run("status")).code).toBe(0);
  await scene.store({ ...record(1), status: "open" });
  expect((await scene.run("status", "--exit-code")).code).toBe(0);
});

test("machines of one name stand with their ids, and a record of a later release with what to do", async () => {
  await scene.store(record(1), record(2, { name: "WEB-1" }), record(3));
  const content = JSON.parse(readFileSync(scene.records, "utf8"));
  content.records["later-vm"] = { version: 2 };
  writeFileSync(scene.records, JSON.stringify(content));
  const { out } = await scene.run("status");
  expect(out).toContain(`web-1 ${record(1).vmId}  `);
  expect(out).toContain(`WEB-1 ${record(2).vmId}  `);
  expect(out).not.toContain(record(3).vmId);
  expect(out).toMatch(/^newer +later-vm +a later release of illumio-iac wrote its record/m);
});

test("status of no machine says so", async () => {
  await scene.store();
  scene.write("records.json", { version: 1, records: {}, state: stateOfNoRun });
  expect((await scene.run("status")).out).toBe("0 machines\n");
});

const stateOfNoRun = { keysMadeAt: [], firewall: { publishing: [], published: [], installing: [] } };

test("a file that does not say where the records are is named as it was given", async () => {
  const file = scene.write("shop.yaml", "name: shop\n");
  const { code, err } = await scene.call(["status", "--file", file]);
  expect([code, err]).toEqual([1, expect.stringContaining(`or tableUrl in ${file} (onboarding export`)]);
});

test("the help says where every system gets its user from", async () => {
  const { out } = await scene.call(["--help"]);
  for (const variables of ["ILLUMIO_PCE_…", "ARM_…", "CHECK_POINT_…", "SERVICE_NOW_…"])
    expect(out).toContain(variables);
});

test.each([
  [[], /^error: --table-url: is missing; say where the records are: /],
  [["--records", "none.json"], /^error: --records: there is no file none\.json; .*onboarding run makes it/],
  [["--records", "a", "--table-url", "https://a"], /^error: --records: a file and --table-url exclude/],
  [["--file", "none.yaml"], /^error: none\.yaml: cannot be read \(ENOENT\)/],
  [["--table-url", "http://a"], /^error: option '--table-url <url>' argument 'http:\/\/a' is invalid/],
  [["--nonsense"], /^error: unknown option '--nonsense'/],
])("status with %j fails with 1 and says what is wrong", async (args, problem) => {
  const { code, out, err } = await scene.call(["status", ...args]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(problem);
});
