import { Agent, request } from "undici";
import { type CheckPointSimulator, startCheckPointSimulator } from "../../../../../sandbox/check-point";
import { OnboardingScene } from "../../../../functions/azure/support/onboarding-scene";

jest.setTimeout(300_000);

let scene: OnboardingScene;
let server: CheckPointSimulator;
let calls: Agent;
beforeEach(async () => {
  scene = await OnboardingScene.open();
  server = await startCheckPointSimulator({ seed: 1 });
  calls = new Agent({ connect: { rejectUnauthorized: false } });
});
afterEach(async () => {
  await calls.close();
  await server.close();
  await scene.close();
});

/** A group that an administrator made. */
async function group(name: string): Promise<void> {
  const call = async (command: string, body: object, sid?: string) => {
    const headers = {
      "content-type": "application/json",
      ...(sid === undefined ? {} : { "x-chkp-sid": sid }),
    };
    const answer = await request(`${server.url}/web_api/${command}`, {
      ...{ method: "POST", dispatcher: calls, headers, body: JSON.stringify(body) },
    });
    expect(answer.statusCode).toBe(200);
    return (await answer.body.json()) as { readonly sid: string; readonly "task-id": string };
  };
  const { sid } = await call("login", { user: server.username, password: server.password });
  await call("add-group", { name }, sid);
  const { "task-id": task } = await call("publish", {}, sid);
  for (let polls = 0; polls < 3; polls++) await call("show-task", { "task-id": task }, sid);
  await call("logout", {}, sid);
}

/** Everything that people who may look at the deployment see of it. */
function seen(stack: { resources(): unknown }): string {
  const texts = scene.cloud.apps.traces.all.map(({ message }) => message);
  return JSON.stringify([stack.resources(), scene.list("Microsoft.Web/sites"), texts]);
}

test("hosts are in their groups with one publish and one installation, and no session and no secret is left anywhere", async () => {
  for (const name of ["azure-shop", "azure-web"]) await group(name);
  const before = server.counters.publishes;
  await scene.place("web-1");
  await scene.place("web-2", { tags: { app: "shop", env: "production" } });
  const secret = await scene.secret("check-point", {
    user: server.username,
    password: server.password,
    caCertificate: server.caCertificate,
  });
  const stack = scene.stack({
    checkPoint: {
      ...{ mode: "static-objects", server: server.host, port: server.port },
      groups: { "azure-shop": { labels: { app: ["shop"] } }, "azure-web": { tags: { role: ["web"] } } },
      ...{ packages: ["Standard"], install: "always", secret },
    },
  });
  await stack.up();
  let { run } = await scene.run();
  const writing = [run];
  for (let runs = 0; runs < 15 && run.done < 2; runs++) {
    ({ run } = await scene.run());
    if (run.publishes > 0) writing.push(run);
  }
  expect(run).toMatchObject({ done: 2, failed: 0, waiting: 0, problems: [] });
  expect(server.store.membersOf("azure-shop")).toHaveLength(2);
  expect(server.store.membersOf("azure-web")).toHaveLength(1);
  expect(server.counters.publishes - before).toBe(1);
  expect(server.counters.installs).toEqual({ Standard: 1 });
  const { sessionName } = server.store.publishes.at(-1)!;
  expect(sessionName).toBe(`illumio-iac onboarding vms ${writing.at(-1)!.requestId}`);
  expect(server.store.locks().size).toBe(0);
  const open = server.store.sessions.all().filter(({ application }) => application === "WEB_API");
  expect(open).toEqual([]);
  const text = seen(stack);
  for (const word of [server.password, scene.pce.apiKeySecret]) expect(text).not.toContain(word);
});

test("gateways get the feed with their header alone, once a run has written it", async () => {
  await scene.place("web-1");
  const headerValue = "feed-0123456789abcdef";
  const secret = await scene.secret("feed", { headerName: "X-Illumio-Feed", headerValue });
  const stack = scene.stack({
    checkPoint: {
      mode: "generic-data-center",
      groups: { "azure-shop": { labels: { app: ["shop"] } } },
      secret,
    },
  });
  await stack.up();
  const site = scene.list("Microsoft.Web/sites").find(({ name }) => name.includes("vms"))!;
  const feed = async (headers: Record<string, string> = {}) => {
    const url = `https://${String(site.properties["defaultHostName"])}/api/feed`;
    const { statusCode, body } = await request(url, { dispatcher: calls, headers });
    return { statusCode, text: await body.text() };
  };
  const key = { "x-illumio-feed": headerValue };
  expect(await feed(key)).toEqual({ statusCode: 503, text: "" });
  expect(await scene.settle()).toMatchObject({ done: 1, problems: [] });
  expect(await feed()).toEqual({ statusCode: 401, text: "" });
  expect(await feed({ "x-illumio-feed": `${headerValue}0` })).toEqual({ statusCode: 401, text: "" });
  const { statusCode, text } = await feed(key);
  expect(statusCode).toBe(200);
  const { objects } = JSON.parse(text) as { objects: { name: string; ranges: string[] }[] };
  const { privateIPAddress } = addressOf("web-1");
  expect(objects.filter(({ name }) => name === "azure-shop")).toMatchObject([
    { name: "azure-shop", ranges: [privateIPAddress] },
  ]);
  expect(seen(stack)).not.toContain(headerValue);
});

function addressOf(name: string): { privateIPAddress: string } {
  const nic = scene.list("Microsoft.Network/networkInterfaces").find((each) => each.name === `${name}-nic`)!;
  const [configuration] = nic.properties["ipConfigurations"] as {
    properties: { privateIPAddress: string };
  }[];
  return configuration!.properties;
}
