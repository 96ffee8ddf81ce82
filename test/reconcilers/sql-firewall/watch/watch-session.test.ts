import { FirewallMetrics } from "../../../../cli/sql-sync/metrics";
import { checkFirewalls } from "../../../../reconcilers/sql-firewall/declarations/check-firewalls";
import { FirewallWatchSession } from "../../../../reconcilers/sql-firewall/watch/watch-session";
import { SharedAzure, SqlSyncScene } from "../../../cli/sql-sync/sql-sync-scene";

jest.setTimeout(60_000);

let azure: SharedAzure;
let scene: SqlSyncScene;
beforeAll(async () => {
  azure = await SharedAzure.start();
  scene = await SqlSyncScene.open(azure);
  Object.assign(process.env, azure.sql.cloud.environment()); // the Azure SDK reads its own
});
afterAll(async () => {
  for (const name of Object.keys(azure.sql.cloud.environment())) delete process.env[name];
  await scene.close();
  await azure.close();
});

test("a policy that is provisioned between plan and write is written in the next round", async () => {
  await scene.run("claim");
  await scene.draftRule("partner", "20.60.0.0/24");
  let provisioned: Promise<number> | undefined;
  const report = new FirewallMetrics();
  const planned = report.firewalls.bind(report);
  report.firewalls = (counts) => {
    planned(counts);
    provisioned ??= scene.author.provision(); // the plan is made, and nothing is written yet
  };
  const document = {
    owner: "data-team",
    firewalls: {
      "orders-db": {
        server: scene.sql.place,
        provider: { labels: { role: { anyOf: ["db"] } } },
        egress: {
          first: { privateRanges: ["10.8.0.0/24"], publicRanges: ["20.50.1.7"] },
          second: { privateRanges: ["10.8.1.0/24"], publicRanges: ["20.50.2.0/24"] },
        },
      },
    },
  };
  const session = new FirewallWatchSession({
    firewalls: { text: () => "", read: () => checkFirewalls(document, { source: "test" }) },
    environment: scene.environment,
    report,
    signal: new AbortController().signal,
    say: () => undefined,
  });
  try {
    await session.reconcile("start");
    expect(scene.admitted()).toEqual(["20.50.1.7-20.50.1.7"]);
    await provisioned;
    expect(await session.look()).toBe("events");
    await session.reconcile("events");
    expect(scene.admitted()).toEqual(["20.50.1.7-20.50.1.7", "20.60.0.0-20.60.0.255"]);
    expect(await session.look()).toBeUndefined();
  } finally {
    await session.close();
  }
});
