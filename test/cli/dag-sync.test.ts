import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dagSyncCommand } from "../../cli/dag-sync";
import { PceClient } from "../../clients/pce";
import { type PanosSimulator, type PanosSimulatorOptions, startPanosSimulator } from "../../sandbox/panos";
import { type PceSimulator, startPceSimulator } from "../../sandbox/pce";
import type { LabelGroupRow } from "../../sandbox/pce/collections/label-groups";
import { activated, activeHref } from "../../sandbox/pce/policy/policy";
import { type Ended, illumioIac } from "./in-process-command";
import { FastClock } from "./sync/fast-clock";

jest.mock("node:timers/promises", () => require("../support/short-pauses"));

jest.setTimeout(60_000);

const COMMAND = path.resolve(__dirname, "../../bin/illumio-iac.js");
const TAG = "illumio-iac.web";
const folder = mkdtempSync(path.join(tmpdir(), "dag-sync-"));
const file = path.join(folder, "bindings.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

let pce: PceSimulator;
let someone: PceClient;
let panos: PanosSimulator;
const labels: Record<string, string> = {};

const GROUP: LabelGroupRow = {
  href: "",
  key: "role",
  name: "",
  description: "",
  labels: [],
  sub_groups: [],
  external_data_set: null,
  external_data_reference: null,
  update_type: "create",
  deleted: false,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  created_by: { href: "/users/1" },
  updated_by: { href: "/users/1" },
};

async function open(options: PanosSimulatorOptions = {}): Promise<void> {
  pce = await startPceSimulator({ seed: 1 });
  panos = await startPanosSimulator({ seed: 1, ...options });
  someone = new PceClient(pce);
  for (const value of ["web", "db"]) labels[value] = (await someone.createLabel({ key: "role", value })).href;
  bind();
}

afterEach(async () => {
  await Promise.all([someone.close(), pce.close(), panos.close()]);
});

const workload = (name: string, address: string, role = "web") =>
  someone.createWorkload({
    name,
    interfaces: [{ name: "eth0", address }],
    labels: [{ href: labels[role]! }],
  });

/** Writes the file; a change makes another declaration of it. */
function bind(changes = ""): void {
  writeFileSync(
    file,
    `owner: network-team
bindings:
  web:
    labels: { role: { anyOf: [web] } }
    target: { firewall: edge }
${changes}`,
  );
}

const environment = () => ({
  PATH: process.env["PATH"],
  ILLUMIO_PCE_HOST: pce.host,
  ILLUMIO_PCE_PORT: String(pce.port),
  ILLUMIO_PCE_ORG_ID: String(pce.orgId),
  ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
  ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
  ILLUMIO_CA_FILE: pce.caFile,
  ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
  ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
  ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
});

const dagSync = (...args: string[]): Promise<Ended> =>
  illumioIac(["dag-sync", ...args, "--bindings", file], { env: environment() });

const messages = () => panos.requests.filter(({ label }) => label === "user-id");
const registered = () => panos.firewalls[0]!.registered();
const members = () =>
  Object.entries(registered())
    .filter(([, tags]) => tags.includes(TAG))
    .map(([address]) => address)
    .sort();

test("dag-sync writes what its plan names, and a second run writes nothing", async () => {
  await open();
  for (let host = 1; host <= 3; host++) await workload(`web0${host}`, `10.0.0.${host}`);
  panos.firewalls[0]!.register("10.0.0.9", [TAG, "other"]);
  await dagSync("claim");
  const [plan] = JSON.parse((await dagSync("--plan", "--json")).out);
  panos.clearRequests();
  const applied = await dagSync("--apply");
  expect([applied.code, applied.err]).toEqual([0, "web on edge, vsys1: 3 registered, 1 unregistered\n"]);
  const wrote = panos.registrations().map(({ kind, address, tag }) => `${kind} ${address} ${tag}`);
  const of = (kind: "register" | "unregister") =>
    plan[kind].map(({ address }: { address: string }) => `${kind} ${address} ${TAG}`);
  expect(wrote).toEqual([...of("unregister"), ...of("register")]);
  expect(registered()["10.0.0.9"]).toEqual(["other"]);

  panos.clearRequests();
  expect((await dagSync("--apply")).code).toBe(0);
  expect(messages()).toEqual([]);
  expect((await dagSync("--plan", "--exit-code")).code).toBe(0);
});

test("dag-sync uses a label group as the policy in force has it", async () => {
  await open();
  await workload("db01", "10.0.0.2", "db");
  writeFileSync(
    file,
    "owner: me\nbindings: { web: { labels: { role: { groups: [back] } }, target: { firewall: edge } } }\n",
  );
  const drafts = pce.store.table<LabelGroupRow>("sec_policy/draft/label_groups");
  const group = (name: string, more: Partial<LabelGroupRow>): LabelGroupRow => ({
    ...GROUP,
    href: `/orgs/1/sec_policy/draft/label_groups/${name}`,
    name,
    ...more,
  });
  const inner = drafts.put(group("inner", { labels: [{ href: labels["db"]! }] }));
  const outer = drafts.put(group("back", { sub_groups: [{ href: inner.href }] }));
  expect((await dagSync()).err).toContain("no label group 'back' of the key role in the active policy");
  for (const row of [inner, outer])
    pce.store.policy.enact({
      version: 1,
      kind: "label_groups",
      href: activeHref(row.href),
      row: activated(row),
    });
  await dagSync("claim");
  await dagSync("--apply");
  expect(members()).toEqual(["10.0.0.2"]);
});

test("dag-sync sends 500 addresses per message, and one message for one changed workload", async () => {
  await open();
  await someone.bulkCreateWorkloads(
    Array.from({ length: 1200 }, (_, index) => ({
      name: `web${index}`,
      interfaces: [{ name: "eth0", address: `10.0.${index >> 8}.${index & 255}` }],
      labels: [{ href: labels["web"]! }],
    })),
  );
  await dagSync("claim");
  panos.clearRequests();
  await dagSync("--apply");
  expect(messages()).toHaveLength(3);
  expect(members()).toHaveLength(1200);
  await workload("one more", "10.9.9.9");
  panos.clearRequests();
  await dagSync("--apply");
  expect(messages()).toHaveLength(1);
});

describe("a declaration", () => {
  test("that is unclaimed writes nothing and fails", async () => {
    await open();
    await workload("web01", "10.0.0.1");
    const { code, err } = await dagSync("--apply");
    expect(code).toBe(1);
    expect(err).toContain("web on edge, vsys1: nothing was written: binding web is not claimed in vsys1");
    expect(messages()).toEqual([]);
  });

  test("that is stale writes nothing and fails until it is claimed again", async () => {
    await open();
    await workload("web01", "10.0.0.1");
    await dagSync("claim");
    bind("    maxAddresses: 5\n");
    panos.clearRequests();
    const stale = await dagSync("--apply");
    expect([stale.code, stale.err]).toEqual([
      1,
      expect.stringContaining("another declaration of binding web is in force"),
    ]);
    const refused = await dagSync("claim");
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining(
        "its declaration was edited: claim it with `illumio-iac dag-sync claim --replace`. Nothing was written",
      ),
    ]);
    expect(messages()).toEqual([]);
    expect((await dagSync("claim", "--replace")).code).toBe(0);
    expect((await dagSync("--apply")).code).toBe(0);
    expect(members()).toEqual(["10.0.0.1"]);
  });
});

test("a full firewall is refused before anything is written", async () => {
  await open({ model: "VM-50" });
  for (let host = 0; host < 999; host++)
    panos.firewalls[0]!.register(`10.1.${host >> 8}.${host & 255}`, ["theirs"]);
  await workload("web01", "10.0.0.1");
  await dagSync("claim");
  const { code, err } = await dagSync("--apply");
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("would hold 1001 entries (1000 now), and the firewall takes 1000"),
  ]);
});

test("a lost answer is read back and not taken for a failure", async () => {
  await open();
  await workload("web01", "10.0.0.1");
  await dagSync("claim");
  panos.failNext({ method: "POST", path: /^user-id/, fault: "lost" });
  expect((await dagSync("--apply")).code).toBe(0);
  expect(members()).toEqual(["10.0.0.1"]);
});

test("a run fails when its key is rotated during it", async () => {
  await open();
  await workload("web01", "10.0.0.1");
  await dagSync("claim");
  panos.before("op show object registered-ip", () => panos.rotateKey());
  const { code, err } = await dagSync("--apply");
  expect([code, err]).toEqual([1, expect.stringMatching(/answered 403 .*Check the API key/)]);
  expect(members()).toEqual([]);
});

test("the active firewall of a pair is written to, also when it changes during the run", async () => {
  await open({ pair: true });
  await workload("web01", "10.0.0.1");
  await dagSync("claim");
  panos.before("user-id", () => panos.failover());
  expect((await dagSync("--apply")).code).toBe(0);
  expect(members()).toEqual(["10.0.0.1"]);
  expect(panos.requests.filter(({ label, node }) => label === "user-id" && node === 1)).toHaveLength(1);
});

test("a watch follows changes, outlives failures, and ends cleanly when it is stopped", async () => {
  await open();
  const one = await workload("web01", "10.0.0.1");
  await dagSync("claim");
  let err = "";
  const stop = new AbortController();
  const ended = illumioIac(["dag-sync", "--watch", "--interval", "10", "--bindings", file], {
    env: environment(),
    command: dagSyncCommand({ stop, clock: new FastClock(50) }),
    onErr: (text) => {
      err += text;
    },
  });
  try {
    await until(() => members().join() === "10.0.0.1");
    // Ten: five tries of the change that an event named, when that is what fails first, and five of the comparison after it.
    panos.failNext({ method: "GET", path: /^op show object registered-ip/, fault: "reset", times: 10 });
    await someone.updateWorkload(one.href, { interfaces: [{ name: "eth0", address: "10.0.0.2" }] });
    await until(() => members().join() === "10.0.0.2");
  } finally {
    stop.abort();
    expect((await ended).code).toBe(0);
  }
  expect(err).toMatch(/^\S+Z watching .*, every 10 s\n/);
  expect(err).toContain("error: ");
  expect(err).toMatch(/the connection to the firewall at .* broke/);
  expect(err).toContain("web on edge, vsys1: 1 registered, 1 unregistered");
  expect(err).toMatch(/\n\S+Z stopped\n$/);
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 50_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not come true: ${condition}`);
    await sleep(50);
  }
}

test("problems of the bindings file are all named with their paths", async () => {
  await open();
  writeFileSync(
    file,
    `bindings:
  web: { labels: { role: {} }, target: { vsys: vsys1 }, excludeRanges: [10.0.0.0/40], color: red }
  none: { labels: { role: { noneOf: [], anyOf: [] } }, target: { firewall: edge } }
  all: { target: { firewall: edge }, tag: "it's", maxRemovedShare: 2 }
`,
  );
  const { code, err } = await dagSync();
  expect(code).toBe(1);
  for (const problem of [
    "owner: is missing",
    "bindings.web.labels.role: names no value",
    "bindings.web.target.firewall: is missing",
    "bindings.web.excludeRanges: must be an address, a network or a range a-b, got '10.0.0.0/40'",
    "bindings.web.color: unknown property",
    "bindings.all.tag: must not hold a quote",
    "bindings.all.maxRemovedShare: must be a number from 0 to 1",
    "bindings.none.labels.role: names no value",
    "bindings.all.labels: is empty, which matches every workload; if that is meant, set all: true",
  ])
    expect(err).toContain(problem);
});

test("a wrong command line exits as a failure and not as a pending change", async () => {
  await open();
  expect((await dagSync("--colour")).code).toBe(1);
  const args = [COMMAND, "dag-sync", "--colour", "--bindings", file];
  expect(spawnSync(process.execPath, args, { env: environment() }).status).toBe(1);
});

test("a firewall without settings is reported with the names of its variables", async () => {
  await open();
  writeFileSync(file, "owner: me\nbindings: { all: { all: true, target: { firewall: data-center 2 } } }\n");
  const { code, err } = await dagSync();
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("ILLUMIO_FIREWALL_DATA_CENTER_2_HOSTS: is missing"),
  ]);
});
