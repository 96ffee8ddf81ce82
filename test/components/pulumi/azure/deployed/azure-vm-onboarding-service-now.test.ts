import type { ServiceNowSimulator } from "../../../../../sandbox/service-now";
import { closeAll, FLAG_COLUMNS, oauthOf, startInstance } from "../../../../clients/service-now/fixtures";
import { OnboardingScene } from "../../../../functions/azure/support/onboarding-scene";

jest.setTimeout(300_000);

let scene: OnboardingScene;
let instance: ServiceNowSimulator;
beforeAll(async () => {
  scene = await OnboardingScene.open();
  instance = await startInstance();
});
afterAll(async () => {
  await closeAll();
  await scene.close();
});

test("machines get records of the class of their system with the flags, by OAuth with the secret, which is left nowhere", async () => {
  await scene.place("web-1");
  await scene.place("web-2", { os: "Windows" });
  const { host, port, username, password, caCertificate } = instance;
  const content = { username, password, caCertificate, ...oauthOf(instance) };
  const stack = scene.stack({
    cmdb: {
      serviceNow: {
        instance: host,
        port,
        auth: "oauth",
        dataSource: "IllumioIaC",
        classes: { linux: "cmdb_ci_linux_server", windows: "cmdb_ci_win_server" },
        flags: FLAG_COLUMNS,
        secret: await scene.secret("service-now", content),
      },
    },
  });
  await stack.up();
  expect(await scene.settle()).toMatchObject({ done: 2, failed: 0, problems: [] });
  const set = Object.fromEntries(Object.values(FLAG_COLUMNS).map((column) => [column, "true"]));
  expect(instance.records("cmdb_ci_linux_server")).toMatchObject([{ host_name: "web-1", ...set }]);
  expect(instance.records("cmdb_ci_win_server")).toMatchObject([{ host_name: "web-2", ...set }]);
  const texts = scene.cloud.apps.traces.all.map(({ message }) => message);
  const seen = JSON.stringify([stack.resources(), scene.list("Microsoft.Web/sites"), texts]);
  for (const word of [password, instance.clientSecret, scene.pce.apiKeySecret])
    expect(seen).not.toContain(word);
});
