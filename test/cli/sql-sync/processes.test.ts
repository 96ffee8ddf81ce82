import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { until, Watching } from "../sync/watching";
import { SharedAzure, SqlSyncScene, SUBJECT } from "./sql-sync-scene";

jest.setTimeout(180_000);

const root = path.resolve(__dirname, "../../..");
const RULES = "Microsoft.Sql/servers/firewallRules";
/** Addresses that no two of make one range. */
const PARTNERS = Array.from({ length: 30 }, (_, index) => `20.60.0.${2 * index}`);
const RARE = ["--interval", "3600", "--poll", "1", "--health-port", "0"];

let azure: SharedAzure;
let scene: SqlSyncScene;
let children: ChildProcess[];
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());
beforeEach(async () => {
  children = [];
  scene = await SqlSyncScene.open(azure);
  await scene.run("claim");
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await scene.close();
});

/** `illumio-iac sql-sync …` in a process of its own. */
function start(...args: string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    ["bin/illumio-iac.js", "sql-sync", ...args, "--firewalls", scene.file],
    { cwd: root, env: scene.environment, stdio: ["ignore", "ignore", "pipe"] },
  );
  children.push(child);
  return child;
}

/** A watch in a process, and the signals that it gets. */
function watching(): Watching {
  const child = start("--watch", ...RARE);
  return new Watching(
    async (onErr) => {
      let err = "";
      child.stderr!.on("data", (data) => {
        err += data;
        onErr(String(data));
      });
      const [code] = await once(child, "close");
      return { code, out: "", err };
    },
    (signal) => child.kill(signal),
  );
}

/** Lets partners reach the database, each by a rule of its own, and provisions that. */
async function provisionPartners(): Promise<void> {
  const list = await scene.author.ipList("partners", PARTNERS);
  await scene.author.rule(scene.ruleSet, {
    providers: [{ label: { href: scene.labels["db"]! } }],
    consumers: [{ ip_list: { href: list } }],
    ingress_services: [{ proto: 6, port: 1433 }],
  });
  await scene.author.provision();
}

/** Does something at the moment at which so many rules of the firewall were written. */
function atRule(count: number, work: () => void): void {
  let written = 0;
  scene.sql.cloud.resources.onChange(({ after }) => {
    if (after?.type === RULES && after.name.startsWith(`${SUBJECT}.20.`) && ++written === count) work();
  });
}

const WANTED = ["20.50.1.7", ...PARTNERS].map((address) => `${address}-${address}`).sort();
const foreign = () =>
  scene.sql.cloud.resources.list(RULES).filter(({ name }) => !name.startsWith(`${SUBJECT}.`));

describe("a watch", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "that waits and gets %s ends with 0, and nobody answers at its health port any more",
    async (signal) => {
      const watch = watching();
      await watch.said("health and metrics on http://");
      const url = /health and metrics on (\S+)/.exec(watch.err)![1]!;
      await until(async () => (await fetch(`${url}/healthz`)).status === 200);
      expect(scene.admitted()).toEqual(["20.50.1.7-20.50.1.7"]);
      const { code, err } = await watch.stop(signal);
      expect([code, err]).toEqual([0, expect.stringMatching(/^\S+Z watching .*\n[\s\S]*Z stopped\n$/)]);
      await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
      expect(scene.admitted()).toEqual(["20.50.1.7-20.50.1.7"]);
    },
  );

  test.each(["SIGTERM", "SIGINT"] as const)(
    "that writes and gets %s leaves no server half written",
    async (signal) => {
      await provisionPartners();
      let stopped: ReturnType<Watching["stop"]> | undefined;
      const watch = watching();
      atRule(3, () => {
        stopped = watch.stop(signal);
      });
      await until(() => stopped !== undefined);
      const { code, err } = await stopped!;
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/: 31 rules put, 0 removed\n(\S+Z {3}\+ .*\n){31}\S+Z stopped\n$/),
      ]);
      expect(scene.admitted()).toEqual(WANTED);
    },
  );
});

test.each([1, 7, 20])(
  "an apply that is killed at rule %i is finished by the next one, and rules of others are what they were",
  async (count) => {
    await scene.put("office", "20.99.0.1", "20.99.0.9");
    await scene.put("illumio-iac.other.20.50.1.7-20.50.1.7", "20.50.1.7");
    const before = foreign();
    await provisionPartners();
    const killed = start("--apply");
    atRule(count, () => killed.kill("SIGKILL"));
    const [code, signal] = await once(killed, "close");
    expect([code, signal]).toEqual([null, "SIGKILL"]);
    const half = scene.admitted().length;
    expect(half).toBeGreaterThanOrEqual(count);
    expect(half).toBeLessThan(WANTED.length);

    const next = start("--apply");
    expect((await once(next, "close"))[0]).toBe(0);
    expect(scene.admitted()).toEqual(WANTED);
    expect(scene.markers()).toHaveLength(1);
    expect(foreign()).toEqual(before);
    expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
  },
);
