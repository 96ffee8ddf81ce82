import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PceClient } from "../../clients/pce";
import { checkBindings } from "../../reconcilers/dag/bindings/check-bindings";
import { claimBinding } from "../../reconcilers/dag/claim/claim-binding";
import { planBindings } from "../../reconcilers/dag/plan/plan-bindings";
import { BINDINGS, roleOf } from "./bindings";
import { withClients } from "./clients";
import type { Usage } from "./watch-process";
import { addressOf, type Traffic, World } from "./world";

const ADDRESSES = 50_000;
const POLL_IN_SECONDS = 1;
/** Changes of one workload that are measured, one after the other. */
const CHANGES = 20;
const AT_ONCE = 100;
/** What following one workload may cost. */
const MOST_BYTES_FROM_PCE = 64_000;
const LEAST_TIMES_LESS_PROCESSOR = 50;
const MOST_SHARE_OF_TIME = 0.1;

export const title = `dag-sync --watch, ${BINDINGS} bindings with ${ADDRESSES.toLocaleString("en")} addresses: one change against a comparison of everything`;

export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "illumio-iac-bench-"));
  let clock = -3_600_000; // what was made long ago is not among the newest events
  const world = await World.open(ADDRESSES, { now: () => Date.now() + clock });
  clock = 0;
  const file = path.join(folder, "bindings.json");
  const declared = Array.from({ length: BINDINGS }, (_, index) => [
    `group-${index}`,
    { labels: { role: { anyOf: [roleOf(index)] } }, target: { firewall: "edge" } },
  ]);
  const document = { owner: "benchmark", bindings: Object.fromEntries(declared) };
  const text = JSON.stringify(document);
  await writeFile(file, text);
  let watch: Watch | undefined;
  try {
    await claimAll(world, document);
    await world.byHand((pce) => pce.createLabel({ key: "env", value: "today" }));
    watch = await Watch.start(world, folder, file);
    const registered = Object.keys(world.registered()).length - BINDINGS; // without the revision tags
    if (registered !== ADDRESSES) throw new Error(`${registered} addresses are registered at the start`);
    await sleep(2_000 * POLL_IN_SECONDS);
    const everything = await watch.measure(world, async () => {
      await writeFile(file, `${text}\n`); // the same bindings, and a reason to compare everything
      await until(async () => (await watch!.metric("reconcile_duration_seconds_count")) === 2);
      return undefined;
    });
    const seconds = (await watch.metric("reconcile_duration_seconds_sum"))! - watch.firstSeconds;
    const ones: Taken[] = [];
    for (let index = 0; index < CHANGES; index++) ones.push(await one(world, watch, index));
    const many = await watch.measure(world, () => add(world, AT_ONCE));
    const { megabytes } = await watch.usage();

    const single =
      ones.map(({ microseconds }) => microseconds).reduce((sum, each) => sum + each, 0) / CHANGES;
    const bytes = Math.max(...ones.map(({ traffic }) => traffic.pceBytes));
    const slowest = Math.max(...ones.map((each) => each.seconds));
    console.log(HEADINGS.map((heading, index) => heading.padStart(WIDTHS[index]!)).join(""));
    print("everything", { ...everything, seconds });
    print("one change", { ...ones.at(-1)!, seconds: slowest, microseconds: single });
    print(`${AT_ONCE} changes`, many);
    const times = everything.microseconds / single;
    const most = POLL_IN_SECONDS + MOST_SHARE_OF_TIME * seconds;
    console.log(
      `\nseconds of one change are the longest of ${CHANGES} from the PCE to the firewall, with the poll of ${POLL_IN_SECONDS} s in it, at most ${most.toFixed(2)};\n` +
        `its processor time is 1/${Math.round(times)} of that of everything, at most 1/${LEAST_TIMES_LESS_PROCESSOR}; ` +
        `at most ${Math.round(bytes / 1000)} kB from the PCE, ${MOST_BYTES_FROM_PCE / 1000} are allowed; the watch had ${megabytes} MB resident at most`,
    );
    const problems = [
      ...(bytes > MOST_BYTES_FROM_PCE ? [`${bytes} bytes from the PCE for one change`] : []),
      ...(slowest > most ? [`${slowest.toFixed(2)} s until one change was on the firewall`] : []),
      ...(times < LEAST_TIMES_LESS_PROCESSOR ? [`1/${Math.round(times)} of the processor time`] : []),
      ...(many.traffic.messages !== 1 ? [`${many.traffic.messages} messages for ${AT_ONCE} changes`] : []),
    ];
    if (problems.length > 0) throw new Error(problems.join("; "));
  } finally {
    await watch?.stop();
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Taken {
  readonly seconds: number;
  readonly microseconds: number;
  readonly traffic: Traffic;
}

/** A host moves to another address. */
async function one(world: World, watch: Watch, index: number): Promise<Taken> {
  const to = `10.255.0.${index + 1}`;
  return watch.measure(world, async () => {
    await world.moveWorkload(index, to);
    const began = performance.now();
    await until(() => world.tagsOf(to).length > 0 && world.tagsOf(addressOf(index)).length === 0);
    return (performance.now() - began) / 1000;
  });
}

async function add(world: World, count: number): Promise<number> {
  await world.byHand(async (pce: PceClient) => {
    const labels = new Map<string, string>();
    for await (const { href, key, value } of pce.listLabels({ key: "role" }))
      labels.set(`${key} ${value}`, href);
    await pce.bulkCreateWorkloads(
      Array.from({ length: count }, (_, index) => ({
        name: `new ${index}`,
        interfaces: [{ name: "eth0", address: `10.254.0.${index + 1}` }],
        labels: [{ href: labels.get(`role ${roleOf(index)}`)! }],
      })),
    );
  });
  const began = performance.now();
  await until(() => world.tagsOf(`10.254.0.${count}`).length > 0);
  return (performance.now() - began) / 1000;
}

/** The watch, and what it says of itself. */
class Watch {
  firstSeconds = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  static async start({ reach, pce, panos }: World, folder: string, file: string): Promise<Watch> {
    const [pceCa, firewallCa] = [path.join(folder, "pce-ca.pem"), path.join(folder, "firewall-ca.pem")];
    await Promise.all([
      writeFile(pceCa, reach.pce.caCertificate),
      writeFile(firewallCa, panos.caCertificate),
    ]);
    const environment = {
      PATH: process.env["PATH"],
      ILLUMIO_PCE_HOST: reach.pce.host,
      ILLUMIO_PCE_PORT: String(reach.pce.port),
      ILLUMIO_PCE_ORG_ID: String(reach.pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pceCa,
      ILLUMIO_FIREWALL_EDGE_HOSTS: reach.firewall.host,
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: firewallCa,
    };
    const child = fork(path.join(__dirname, "watch-process.js"), [file, "86400", String(POLL_IN_SECONDS)], {
      env: environment,
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    let said = "";
    child.stderr!.setEncoding("utf8").on("data", (data: string) => {
      said += data;
      if (/error: /.test(data)) process.stderr.write(data);
    });
    await until(() => /on (http:\S+)\n/.test(said));
    const watch = new Watch(child, /on (http:\S+)\n/.exec(said)![1]!);
    await until(async () => (await watch.metric("reconcile_duration_seconds_count")) === 1);
    watch.firstSeconds = (await watch.metric("reconcile_duration_seconds_sum"))!;
    return watch;
  }

  async metric(name: string): Promise<number | undefined> {
    const lines = (await (await fetch(`${this.url}/metrics`)).text()).split("\n");
    const line = lines.find((one) => one.startsWith(`illumio_iac_dag_sync_${name} `));
    return line === undefined ? undefined : Number(line.split(" ")[1]);
  }

  async usage(): Promise<Usage> {
    this.child.send("usage");
    const [usage] = await once(this.child, "message");
    return usage as Usage;
  }

  /** @param work may say how long it took */
  async measure(world: World, work: () => Promise<number | undefined>): Promise<Taken> {
    const before = await this.usage();
    const { result, traffic } = await world.counted(work);
    const { microseconds } = await this.usage();
    return { seconds: result ?? 0, microseconds: microseconds - before.microseconds, traffic };
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "close");
    this.child.kill("SIGTERM");
    await ended;
  }
}

async function claimAll(world: World, document: object): Promise<void> {
  await withClients(world.reach, async (pce, client) => {
    const labels = [];
    for await (const label of pce.listLabels()) labels.push(label);
    const facts = { labels, labelGroups: [], workloads: [] };
    const definitions = checkBindings(document, { source: "benchmark" });
    for (const plan of await planBindings(definitions, facts, new Map([["edge", { client }]])))
      await claimBinding(plan, { replace: true });
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 300_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`did not come true: ${condition}`);
    await sleep(5);
  }
}

const HEADINGS = ["", "seconds", "processor ms", "PCE calls", "kB", "firewall calls", "kB", "messages"];
const WIDTHS = [14, 9, 14, 11, 9, 16, 9, 10];

function print(name: string, { seconds, microseconds, traffic }: Taken): void {
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
  const { pceCalls, pceBytes, firewallCalls, firewallBytes, messages } = traffic;
  const values = [name, seconds.toFixed(2), (microseconds / 1000).toFixed(microseconds < 1e6 ? 1 : 0)];
  values.push(
    String(pceCalls),
    kilobytes(pceBytes),
    String(firewallCalls),
    kilobytes(firewallBytes),
    String(messages),
  );
  console.log(values.map((value, index) => value.padStart(WIDTHS[index]!)).join(""));
}
