import { writeFileSync } from "node:fs";
import { DagSyncScene, until, type Watching } from "../../../cli/dag-sync/dag-sync-scene";
import { Gate } from "../../../cli/sync/gate";

jest.mock("node:timers/promises", () => require("../../../support/short-pauses"));

jest.setTimeout(300_000);

const WEB = { name: "web", labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" } };
/** An interval that never comes. */
const RARE = ["--interval", "3600", "--poll", "1"];

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

/** A watch of the claimed file that has compared everything once. */
function started(...args: string[]): Promise<Watching> {
  return startedBy(() => scene.watchInProcess(...args));
}

async function startedBy(watch: () => Watching): Promise<Watching> {
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim", "--replace");
  const watching = watch();
  await until(() => scene.members().join() === "10.0.0.1");
  return watching;
}

const reads = (path: RegExp) => scene.pce.requests.filter(({ path: asked }) => path.test(asked)).length;

describe("a watch that follows events of the PCE", () => {
  test("applies a change long before the interval, also one with many events", async () => {
    await started(...RARE);
    const two = await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await scene.someone.updateWorkload(two.href, { labels: [{ href: scene.labels["db"]! }] });
    await until(() => scene.members().join() === "10.0.0.1");
    await scene.someone.bulkCreateWorkloads([
      {
        name: "web03",
        interfaces: [{ name: "eth0", address: "10.0.0.3" }],
        labels: [{ href: scene.labels["web"]! }],
      },
    ]);
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.3");
  });

  test("compares nothing again when nothing happens or events change no member", async () => {
    await started(...RARE);
    const events = () => reads(/\/events$/);
    await until(() => events() > 3);
    const compared = reads(/\/workloads$/);
    const label = { key: "role", value: "web" };
    await expect(scene.someone.createLabel(label)).rejects.toThrow(/406/);
    const before = events();
    await until(() => events() > before + 2);
    expect(reads(/\/workloads$/)).toBe(compared);
  });

  test("says so once and follows the interval when events cannot be read", async () => {
    scene.pce.failNext({ method: "GET", path: /\/events$/, fault: "5xx", status: 403, times: 1000 });
    const watching = await started("--interval", "2", "--poll", "1");
    await watching.said("events: ");
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    expect(watching.err.match(/^\S+Z events: /gm)).toHaveLength(1);
  });
});

describe("a watch during outages", () => {
  test("follows a PCE again when it has restarted, and applies what changed meanwhile", async () => {
    const watching = await started("--interval", "2", "--poll", "1");
    await scene.gates.pce.shut();
    await watching.said("error: ");
    await scene.workload("web02", "10.0.0.2");
    await scene.gates.pce.open();
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    await scene.workload("web03", "10.0.0.3");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2,10.0.0.3");
  });

  test("restores non-persistent entries long before the interval when a firewall has restarted", async () => {
    scene.bind("    persistent: false\n");
    const watching = await started(...RARE);
    await until(() => scene.members("illumio-iac.web.rev.canary").length === 1);
    await until(() => reads(/\/events$/) > 3); // two before the comparison, and one in each look after it
    await scene.gates.firewall.shut();
    await watching.said("canary: ");
    scene.panos.reboot();
    expect(scene.members()).toEqual([]);
    await scene.gates.firewall.open();
    await until(() => scene.members().join() === "10.0.0.1");
    await until(() => scene.members("illumio-iac.web.rev.canary").length === 1);
    await watching.said("canary: works again");
    scene.panos.reboot();
    await until(() => scene.members().join() === "10.0.0.1");
  });

  test("lets its canary expire, and has none for persistent bindings", async () => {
    scene.bind("    persistent: false\n");
    const watching = await started("--interval", "60");
    await until(() => scene.members("illumio-iac.web.rev.canary").length === 1);
    expect((await watching.stop()).code).toBe(0);
    const wrote = scene.panos.registrations().filter(({ tag }) => tag === "illumio-iac.web.rev.canary");
    expect(wrote).toEqual([
      expect.objectContaining({ kind: "register", persistent: false, timeoutInSeconds: 420 }),
    ]);
    scene.panos.advance(421_000);
    expect(scene.members("illumio-iac.web.rev.canary")).toEqual([]);
    expect(scene.members()).toEqual(["10.0.0.1"]);

    scene.bind();
    await scene.run("claim", "--replace");
    const second = scene.watchInProcess(...RARE);
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    expect((await second.stop()).code).toBe(0);
    expect(scene.members("illumio-iac.web.rev.canary")).toEqual([]);
  });

  test("serves the other firewalls when one is unreachable", async () => {
    const gate = await Gate.before(scene.panos.port);
    await gate.shut();
    scene.variables["ILLUMIO_FIREWALL_AWAY_HOSTS"] = `127.0.0.1:${gate.port}`;
    scene.variables["ILLUMIO_FIREWALL_AWAY_API_KEY"] = scene.panos.apiKey;
    scene.variables["ILLUMIO_FIREWALL_AWAY_CA_FILE"] = scene.panos.caFile;
    scene.bind("  away:\n    labels: { role: { anyOf: [web] } }\n    target: { firewall: away }\n");
    const watching = await started(...RARE);
    await watching.said("firewall away: ");
    await scene.workload("web02", "10.0.0.2");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
    const { code, err } = await scene.run("--plan", "--exit-code");
    expect([code, err]).toEqual([1, expect.stringContaining("firewall away: ")]);
  });
});

describe("a watch whose declaration is replaced", () => {
  test("writes nothing and says so after an up with another declaration, and uses a new file at once", async () => {
    const state = await scene.up(WEB);
    const { owner } = state.definition;
    const bind = (more = "") =>
      writeFileSync(
        scene.file,
        `owner: ${owner}\nbindings: { web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge } ${more} } }\n`,
      );
    bind();
    const watching = scene.watchInProcess(...RARE);
    await scene.workload("web01", "10.0.0.1");
    await until(() => scene.members().join() === "10.0.0.1");
    await scene.up({ ...WEB, maxAddresses: 9 }, state);
    await scene.workload("web02", "10.0.0.2");
    await watching.said("nothing was written: another declaration of binding web is in force in vsys1");
    expect(scene.members()).toEqual(["10.0.0.1"]);
    bind(", maxAddresses: 9");
    await until(() => scene.members().join() === "10.0.0.1,10.0.0.2");
  });

  test("registers nothing again after a destroy", async () => {
    const state = await scene.up(WEB);
    writeFileSync(
      scene.file,
      `owner: ${state.definition.owner}\nbindings: { web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge } } }\n`,
    );
    const watching = scene.watchInProcess(...RARE);
    await scene.workload("web01", "10.0.0.1");
    await until(() => scene.members().join() === "10.0.0.1");
    await scene.destroy(state);
    await scene.workload("web02", "10.0.0.2");
    await watching.said("binding web is not claimed in vsys1");
    expect(scene.registered()).toEqual({});
  });

  test("leaves nothing registered in a run that a destroy overtakes", async () => {
    const state = await scene.up(WEB);
    await scene.workload("web01", "10.0.0.1");
    writeFileSync(
      scene.file,
      `owner: ${state.definition.owner}\nbindings: { web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge } } }\n`,
    );
    scene.panos.before("user-id", () => scene.destroy(state));
    const { code, err } = await scene.run("--apply");
    expect([code, err]).toEqual([1, expect.stringContaining("what was added was taken back")]);
    expect(scene.registered()).toEqual({});

    const again = await scene.up(WEB);
    await scene.workload("web02", "10.0.0.2");
    scene.panos.clearRequests();
    scene.panos.before("op show system", () => scene.destroy(again));
    const earlier = await scene.run("--apply");
    expect([earlier.code, earlier.err]).toEqual([
      1,
      expect.stringContaining("nothing was written: the declaration went out of force meanwhile"),
    ]);
    expect(scene.panos.registrations().filter(({ kind }) => kind === "register")).toEqual([]);
  });
});

describe("a watch that gets a signal", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("ends cleanly when it waits and gets %s", async (signal) => {
    const watching = await startedBy(() => scene.watch(...RARE));
    const { code, err } = await watching.stop(signal);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^\S+Z watching .*, every 3600 s\n[\s\S]*\n\S+Z stopped\n$/),
    ]);
  });

  test("does not wait for a firewall that does not answer", async () => {
    let answer = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let asked = false;
    scene.panos.before("op show object registered-ip", () => {
      asked = true;
      return hanging;
    });
    const watching = scene.watch(...RARE);
    await until(() => asked);
    const began = performance.now();
    const { code, err } = await watching.stop();
    answer();
    expect(performance.now() - began).toBeLessThan(20_000); // a try may take 60 s
    expect([code, err]).toEqual([0, expect.stringMatching(/\n\S+Z stopped\n$/)]);
  });

  test("finishes what it is writing", async () => {
    await scene.workload("web01", "10.0.0.1");
    await scene.run("claim");
    let watching: Watching | undefined;
    let ended: Promise<{ code: number | null }> | undefined;
    scene.panos.before("user-id", () => {
      ended = watching!.stop();
    });
    watching = scene.watch(...RARE);
    await until(() => ended !== undefined);
    expect((await ended!).code).toBe(0);
    expect(watching.err).toContain("web on edge, vsys1: 1 registered, 0 unregistered\n");
    expect(scene.members()).toEqual(["10.0.0.1"]);
  });
});

test("a watch prints each message as one line of JSON with --json", async () => {
  const watching = await started("--json", ...RARE);
  const { err } = await watching.stop();
  const messages = err
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(messages.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^watching /),
    "web on edge, vsys1: 1 registered, 0 unregistered",
    "stopped",
  ]);
  expect(messages.every(({ time }) => !Number.isNaN(Date.parse(time)))).toBe(true);
});

test("a watch fails when its bindings are wrong at the start", async () => {
  writeFileSync(scene.file, "owner: me\n");
  const { code, err } = await scene.run("--watch");
  expect([code, err]).toEqual([1, expect.stringContaining("bindings: is missing")]);
});
