import { ParameterTexts } from "../../../../clients/aws/parameter-texts";
import { contentOfParameters } from "../../../../functions/aws/dag-sync/content-of-parameters";
import { DagSyncScene, definition, members } from "../../support/dag-sync-scene";

const WEB = definition("web");
const DB = definition("db", {}, "db");
const TYPE = "AWS::SSM::Parameter";

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
  for (const binding of [WEB, DB]) {
    const properties = { Name: binding.name, Type: "String", Value: scene.content([binding]) };
    await scene.cloud.resources.create(TYPE, properties);
  }
});
afterEach(() => scene.close());

const run = (...names: string[]) => scene.runWith(contentOfParameters(new ParameterTexts(names)));

test("a run follows the bindings of its parameters", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  await scene.claim(WEB, DB);
  await run("web", "db");
  expect([members(scene.edge), members(scene.edge, "db")]).toEqual([["10.0.0.1"], ["10.0.0.2"]]);
  expect(scene.log()).toMatchObject({ level: "INFO", Entries: 2, EntriesWritten: 2 });
});

test("a run follows what a deployment has changed since the run before", async () => {
  await scene.workload("web01", "10.0.0.1");
  const source = contentOfParameters(new ParameterTexts(["web"]));
  await scene.claim(WEB);
  await scene.runWith(source);
  const changed = definition("web", { excludeRanges: ["10.0.0.0/8"], maxRemovedShare: 1 });
  const properties = { Name: "web", Type: "String", Value: scene.content([changed]) };
  await scene.cloud.resources.update(TYPE, "web", properties);
  await expect(scene.runWith(source)).rejects.toThrow("another declaration of binding web is in force");
});

test("a run fails and names the parameter that it cannot read", async () => {
  const reason = /the bindings: parameter gone: cannot be read: ParameterNotFound.*ssm:GetParameter/s;
  await expect(run("web", "gone")).rejects.toThrow(reason);
  expect(scene.log()).toMatchObject({
    level: "ERROR",
    Entries: 0,
    PceCalls: 0,
    problems: [expect.stringMatching(reason)],
  });
});

test("a run fails when Systems Manager does not answer, and the next one succeeds", async () => {
  await scene.claim(WEB);
  const end = scene.cloud.outages.begin({ service: "ssm", code: "AccessDeniedException", status: 400 });
  await expect(run("web")).rejects.toThrow("parameter web: cannot be read: AccessDeniedException");
  end();
  await run("web");
  expect(scene.log()).toMatchObject({ level: "INFO", Entries: 1 });
});
