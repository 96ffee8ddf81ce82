import { writeFileSync } from "node:fs";
import { Agent, request } from "undici";
import { DagSyncScene, until, type Watching } from "../../../cli/dag-sync/dag-sync-scene";

jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));

jest.setTimeout(300_000);

/** An interval that never comes. */
const RARE = ["--interval", "3600", "--poll", "1"];
const WEB = { name: "web", labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } };
const binding = (name: string, labels: string, more = "") =>
  `${name}: { labels: { role: ${labels} }, target: { firewall: edge }, tag: ${name} ${more} }`;

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

/** A watch of the claimed file that has compared everything once, and seen what happened until then. */
async function started(...args: string[]): Promise<Watching> {
  await scene.run("claim", "--replace");
  clear();
  const watching = scene.watchInProcess(...(args.length > 0 ? args : RARE));
  await looked();
  return watching;
}

/** A watch that has just begun reads events twice before it compares, and at every poll after it. */
async function looked(): Promise<void> {
  await until(() => asked(/\/events$/) > 3);
  clear();
}

let before = 0;
function clear(): void {
  scene.panos.clearRequests();
  before = scene.pce.counters.requests;
}
const requests = () => scene.pce.requests.slice(before);
const asked = (path: RegExp) =>
  requests().filter(({ method, path: one }) => method === "GET" && path.test(one)).length;
/** Readings of a whole table. */
const readings = () =>
  scene.panos.requests.filter(({ params }) => /<registered-ip>(?!.*<(tag|ip)>)/.test(params["cmd"] ?? ""))
    .length;
const web = (...numbers: number[]) =>
  scene.someone.bulkCreateWorkloads(
    numbers.map((number) => ({
      name: `web${number}`,
      interfaces: [{ name: "eth0", address: `10.0.0.${number}` }],
      labels: [{ href: scene.labels["web"]! }],
    })),
  );

/** Nothing but single objects was read, and one table was not. */
function expectLittleRead(): void {
  expect([asked(/\/workloads$/), asked(/\/labels$/), readings()]).toEqual([0, 0, 0]);
}

describe("a watch reads only the objects that events name and follows", () => {
  test("a workload that comes, moves, gets another label, and goes", async () => {
    await scene.workload("web01", "10.0.0.1");
    await started();
    const two = await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await scene.someone.updateWorkload(two.href, { interfaces: [{ name: "eth0", address: "10.0.0.3" }] });
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.3");
    await scene.someone.updateWorkload(two.href, { labels: [{ href: scene.labels["db"]! }] });
    await until(() => scene.members().join() === "10.0.0.1");
    await scene.someone.updateWorkload(two.href, { labels: [{ href: scene.labels["web"]! }] });
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.3");
    await scene.someone.deleteWorkload(two.href);
    await until(() => scene.members().join() === "10.0.0.1");
    expectLittleRead();
    expect(asked(/\/workloads\//)).toBe(5);
  });

  test("a shared address, which stays a member while one workload has it", async () => {
    const one = await scene.workload("web01", "10.0.0.1");
    await scene.workload("web02", "10.0.0.1");
    await started();
    await scene.someone.deleteWorkload(one.href);
    await until(() => asked(/\/workloads\//) === 1);
    const polls = asked(/\/events$/);
    await until(() => asked(/\/events$/) > polls + 1);
    expect(scene.members()).toEqual(["10.0.0.1"]);
    expect(scene.messages()).toEqual([]);
    expectLittleRead();
  });

  test("a renamed label and another label that gets its old name", async () => {
    await scene.workload("web01", "10.0.0.1");
    await scene.workload("db01", "10.0.0.2", "db");
    scene.bind("  other:\n    labels: { role: { noneOf: [db] } }\n    target: { firewall: edge }\n");
    await started();
    expect(scene.members("illumio-iac.other")).toEqual(["10.0.0.1"]);
    await scene.someone.updateLabel(scene.labels["db"]!, { value: "old" });
    await scene.someone.createLabel({ key: "role", value: "db" });
    await until(() => scene.members("illumio-iac.other").join() === "10.0.0.1,10.0.0.2");
    expect(scene.members()).toEqual(["10.0.0.1"]);
  });

  test("a label group when it is provisioned, and no draft of it", async () => {
    const [org, labels] = [`/orgs/${scene.pce.orgId}`, scene.labels];
    const call = async (method: string, path: string, json: object) => {
      const key = Buffer.from(`${scene.pce.apiKeyUsername}:${scene.pce.apiKeySecret}`).toString("base64");
      const { body } = await request(`${scene.pce.url}/api/v2${path}`, {
        method: method as "POST",
        body: JSON.stringify(json),
        headers: { authorization: `Basic ${key}`, "content-type": "application/json" },
        dispatcher: new Agent({ connect: { ca: scene.pce.caCertificate } }),
      });
      return JSON.parse((await body.text()) || "{}") as { href: string };
    };
    const group = { name: "servers", key: "role", labels: [{ href: labels["web"]! }] };
    const { href } = await call("POST", `${org}/sec_policy/draft/label_groups`, group);
    const provision = () =>
      call("POST", `${org}/sec_policy`, { change_subset: { label_groups: [{ href }] } });
    await provision();
    await scene.workload("web01", "10.0.0.1");
    await scene.workload("db01", "10.0.0.2", "db");
    scene.declare(binding("web", "{ groups: [servers] }"));
    await started();
    expect(scene.members("web")).toEqual(["10.0.0.1"]);
    await call("PUT", href, { labels: [{ href: labels["db"]! }] });
    await until(() => asked(/active\/label_groups$/) > 0);
    expect(scene.members("web")).toEqual(["10.0.0.1"]);
    await provision();
    await until(() => scene.members("web").join() === "10.0.0.2");
    expectLittleRead();
  });

  test("a workload that a VEN pairs with", async () => {
    const { href } = await scene.workload("web01", "10.0.0.1");
    await started();
    scene.pce.pairVen(href);
    await until(() => asked(/\/workloads\//) === 1);
    expectLittleRead();
  });

  test("provisioning without a read of label groups when no binding names one", async () => {
    await scene.workload("web01", "10.0.0.1");
    await started();
    scene.pce.store.events.record({
      eventType: "sec_policy.create",
      method: "POST",
      path: "/x",
      status: 201,
    });
    const polls = asked(/\/events$/);
    await until(() => asked(/\/events$/) > polls + 1);
    expect(requests().every(({ path }) => /\/events$/.test(path))).toBe(true);
  });
});

describe("a watch writes its changes:", () => {
  test("changes of several bindings in one poll are one message, each fenced by its own revision tag", async () => {
    scene.declare(binding("web", "{ anyOf: [web] }"), binding("servers", "{ anyOf: [web, db] }"));
    await web(1, 2);
    await started();
    await web(...Array.from({ length: 100 }, (_, index) => index + 3));
    await until(() => scene.members("web").length === 102 && scene.members("servers").length === 102);
    expect(scene.messages()).toHaveLength(1);
    expectLittleRead();
  });

  test("entries get the same timeout as those of a comparison", async () => {
    await scene.workload("web01", "10.0.0.1");
    await started(...RARE, "--entry-timeout", "10800");
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    expect(scene.panos.registrations().at(-1)).toMatchObject({
      address: "10.0.0.2",
      timeoutInSeconds: 10800,
    });
  });

  test("entries of persistent and of non-persistent bindings are sent apart", async () => {
    scene.declare(
      binding("web", "{ anyOf: [web] }"),
      binding("servers", "{ anyOf: [web, db] }", ", persistent: false"),
    );
    await web(1);
    await started();
    await web(2);
    await until(() => scene.members("servers").length === 2 && scene.members("web").length === 2);
    expect(scene.panos.registrations().slice(-2)).toEqual([
      expect.objectContaining({ tag: "web", persistent: true }),
      expect.objectContaining({ tag: "servers", persistent: false }),
    ]);
  });

  test("too many removals are refused and reported by a full comparison", async () => {
    await web(...Array.from({ length: 20 }, (_, index) => index + 1));
    const watching = await started();
    const hrefs: string[] = [];
    for await (const { href } of scene.someone.listWorkloads()) hrefs.push(href);
    await scene.someone.bulkDeleteWorkloads(hrefs.slice(0, 15));
    await watching.said("15 of 20 addresses would leave and 0 would enter");
    expect(scene.members()).toHaveLength(20);
    expect(scene.messages()).toEqual([]);
    await web(...Array.from({ length: 15 }, (_, index) => index + 1));
    await scene.workload("more", "10.0.1.1");
    await until(() => scene.members().length === 21);
  });

  test("an entry that the firewall refuses is written by a full comparison", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started();
    scene.panos.failNext({ method: "POST", path: /^user-id/, fault: "partial" });
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await watching.said(
      /everything is compared: web on edge, vsys1: 10\.0\.0\.2 is not as planned: .*internal error/,
    );
  });

  test("a message whose answer is lost is read back and not sent again", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started();
    scene.panos.failNext({ method: "POST", path: /^user-id/, fault: "lost" });
    await scene.workload("web02", "10.0.0.2");
    await watching.said(/(registered, 0 unregistered[\s\S]*){2}/);
    expect(scene.members()).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(scene.messages()).toHaveLength(1);
    expectLittleRead();
  });
});

describe("a watch writes only for the declaration in force:", () => {
  async function upWatched() {
    const state = await scene.up(WEB);
    writeFileSync(
      scene.file,
      `owner: ${state.definition.owner}\nbindings: { web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge } } }\n`,
    );
    await scene.workload("web01", "10.0.0.1");
    clear();
    const watching = scene.watchInProcess(...RARE);
    await looked();
    expect(scene.members()).toEqual(["10.0.0.1"]);
    return { state, watching };
  }

  test("a destroy before the message leaves it nothing to write", async () => {
    const { state, watching } = await upWatched();
    await scene.destroy(state);
    clear();
    await scene.workload("web02", "10.0.0.2");
    await watching.said(
      "everything is compared: web on edge, vsys1: nothing was written: the declaration went out of",
    );
    await watching.said("binding web is not claimed in vsys1");
    expect(scene.messages()).toEqual([]);
    expect(scene.registered()).toEqual({});
  });

  test("a destroy during the message takes back what was registered", async () => {
    const { state, watching } = await upWatched();
    scene.panos.before("user-id", () => scene.destroy(state));
    await scene.workload("web02", "10.0.0.2");
    await watching.said("what was added was taken back");
    await watching.said("binding web is not claimed in vsys1");
    expect(scene.registered()).toEqual({});
  });

  test("an edited file is used from the next poll on", async () => {
    await scene.workload("web01", "10.0.0.1");
    await scene.workload("db01", "10.0.0.2", "db");
    const watching = await started();
    scene.declare(binding("servers", "{ anyOf: [web, db] }"));
    await watching.said("binding servers is not claimed in vsys1");
  });
});

describe("a watch finds changes that events did not report:", () => {
  /** Lets the PCE list its events as `change` has it. */
  function listing(change: (events: Iterable<{ eventType: string }>) => Iterable<unknown>): void {
    const { events } = scene.pce.store;
    const all = events.newestFirst.bind(events);
    events.newestFirst = () => change(all()) as ReturnType<typeof all>;
  }

  test("events that the PCE no longer has cause a full comparison", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started();
    listing(() => []);
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await watching.said("everything is compared: events of the PCE were lost");
    const compared = asked(/\/workloads$/);
    const polls = asked(/\/events$/);
    await until(() => asked(/\/events$/) > polls + 2);
    expect(asked(/\/workloads$/)).toBe(compared);
  });

  test("a change without an event, and one on the firewall, are found and counted at the interval", async () => {
    await scene.workload("web01", "10.0.0.1");
    await scene.workload("web03", "10.0.0.3");
    listing(function* (events) {
      for (const event of events as Iterable<{
        eventType: string;
        changes?: { resource: { name?: string } }[];
      }>)
        if (event.changes?.[0]?.resource.name !== "web02") yield event;
    });
    const watching = await started("--interval", "5", "--poll", "1");
    await scene.workload("web02", "10.0.0.2");
    scene.panos.firewalls[0]!.unregister("10.0.0.3", "illumio-iac.web");
    await watching.said(/no event told of 1/);
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2,10.0.0.3");
    await until(() => /somebody else changed 1 on the firewall/.test(watching.err));
  });

  test("a change during a full comparison is not lost", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started("--interval", "3", "--poll", "1");
    for (let number = 2; number < 8; number++) {
      const compared = asked(/\/workloads$/);
      await until(() => asked(/\/workloads$/) > compared);
      await scene.workload(`web0${number}`, `10.0.0.${number}`);
      await until(() => scene.members().length === number);
    }
    expect(watching.err).not.toContain("were not in step");
  });

  test("an object that could not be read is read at a later poll", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started();
    scene.pce.failNext({ method: "GET", path: /\/workloads\//, fault: "5xx", status: 403 });
    await scene.workload("web02", "10.0.0.2");
    await watching.said("events: ");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await watching.said("events: works again");
    expectLittleRead();
  });

  test("an event that names no known object causes a full comparison", async () => {
    await scene.workload("web01", "10.0.0.1");
    const watching = await started();
    scene.pce.store.events.record({
      eventType: "workloads.set_labels",
      method: "PUT",
      path: "/x",
      status: 200,
    });
    await watching.said("everything is compared: workloads.set_labels names no workload that is known");
    await until(() => asked(/\/workloads$/) > 0);
  });
});
