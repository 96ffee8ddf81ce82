import { bindingsText, readBindings } from "../../../../cli/dag-sync/binding-options";
import { SyncMetrics } from "../../../../cli/dag-sync/metrics";
import { WatchSession } from "../../../../reconcilers/dag/watch/watch-session";
import { DagSyncScene } from "../../../cli/dag-sync/dag-sync-scene";

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

test("a change during a comparison is not counted as one without an event when the next comparison comes before a poll", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  const said: string[] = [];
  const session = new WatchSession({
    bindings: {
      text: () => bindingsText({ bindings: scene.file }),
      read: () => readBindings({ bindings: scene.file }),
    },
    environment: scene.environment,
    intervalInSeconds: 60,
    entryTimeoutInSeconds: 0,
    report: new SyncMetrics(),
    signal: new AbortController().signal,
    say: (...lines) => void said.push(...lines),
  });
  try {
    await session.reconcile("start");
    let calls = 0;
    scene.panos.before(/^op show object registered-ip/, async () => {
      calls += 1;
      if (calls === 1) await scene.workload("web02", "10.0.0.2"); // the PCE is read before the firewalls
    });
    await session.reconcile("interval");
    expect(scene.members()).toEqual(["10.0.0.1"]);
    await session.reconcile("interval");
  } finally {
    await session.close();
  }
  expect(scene.members()).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(said.filter((line) => line.includes("were not in step"))).toEqual([]);
});
