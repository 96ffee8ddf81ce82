import { CheckPointClient } from "../../../clients/check-point";
import { hostName } from "../../../core/check-point/host-name";
import { StaticObjects, type StaticObjectsOptions } from "../../../reconcilers/check-point";
import {
  type FirewallHost,
  type FirewallState,
  NO_FIREWALL_STATE,
} from "../../../reconcilers/onboarding/ports";
import type { CheckPointSimulator, CheckPointSimulatorOptions } from "../../../sandbox/check-point";
import { startWithCall } from "../../sandbox/check-point/check-point-call";

const opened: { close(): Promise<void> }[] = [];

/** Closes what the functions below opened, newest first. */
export async function closeAll(): Promise<void> {
  while (opened.length > 0) await opened.pop()?.close();
}

/** Machines `vm-0`, `vm-1`, … with an address each, in the group `web`. */
export function machines(count: number, changes: Partial<FirewallHost> = {}): FirewallHost[] {
  return Array.from({ length: count }, (_, index) => {
    const vmId = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const name = hostName({ vmId, name: `vm-${index}` });
    return { vmId, name, addresses: [`10.1.${index >> 8}.${index & 255}`], groups: ["web"], ...changes };
  });
}

export interface Scene {
  readonly simulator: CheckPointSimulator;
  /** What runs hand to each other. */
  state: FirewallState;
  /** A run of its own, with a client of its own. */
  port(options?: Partial<StaticObjectsOptions>): StaticObjects;
  client(): CheckPointClient;
  now(): Date;
  /** Places hosts in a run and keeps the state. */
  place(
    hosts: readonly FirewallHost[],
    leaving?: readonly FirewallHost[],
    options?: Partial<StaticObjectsOptions>,
  ): ReturnType<StaticObjects["place"]>;
  install(options?: Partial<StaticObjectsOptions>): ReturnType<StaticObjects["install"]>;
  /** Published hosts: name → address, comment and tags. */
  hosts(): Record<string, { address: unknown; comment: string; tags: string[] }>;
  /** Names of published members. */
  members(group: string): string[];
  /** Commands since the last call of this, without those that look at tasks. */
  commands(): string[];
  /** Whether no session of the web services and no lock is left. */
  isClean(): boolean;
}

/** A management server with the groups `web` and `db`, where `web` has a member that is not ours. */
export async function startScene(options: CheckPointSimulatorOptions = {}): Promise<Scene> {
  const world = await startWithCall({ callsPerSecond: 100_000, ...options });
  opened.push(world);
  const { simulator } = world;
  simulator.addHost({ name: "printer", address: "192.0.2.200" });
  const admin = await world.login();
  await admin.call("add-group", { name: "web", members: ["printer"] });
  await admin.call("add-group", { name: "db" });
  await admin.task("publish");
  await admin.call("logout");
  simulator.store.publishes.length = 0;
  simulator.clearRequests();
  let runs = 0;

  const domain = () => simulator.store.domain()!;
  const published = () => domain().published;
  const scene: Scene = {
    simulator,
    state: NO_FIREWALL_STATE,
    now: () => new Date(simulator.store.now()),
    client() {
      const client = new CheckPointClient(
        {
          server: simulator.host,
          port: simulator.port,
          login: { user: simulator.username, password: simulator.password },
          caCertificate: simulator.caCertificate,
        },
        { callsPerMinute: 600_000 },
      );
      opened.push(client);
      return client;
    },
    port(changes = {}) {
      runs += 1;
      return new StaticObjects({
        client: scene.client(),
        definition: "prod",
        runId: `run-${runs}`,
        packages: ["Standard"],
        install: "always",
        now: scene.now,
        ...changes,
      });
    },
    async place(hosts, leaving = [], changes = {}) {
      const placing = await scene.port(changes).place(hosts, leaving, scene.state);
      scene.state = JSON.parse(JSON.stringify(placing.state));
      return placing;
    },
    async install(changes = {}) {
      const installing = await scene.port(changes).install(scene.state, scene.now());
      scene.state = JSON.parse(JSON.stringify(installing.state));
      return installing;
    },
    hosts: () =>
      Object.fromEntries(
        [...published().all()]
          .filter(({ type }) => type === "host")
          .map(({ name, fields, comments, tags }) => [
            name,
            {
              address: fields["ipv4-address"],
              comment: comments,
              tags: tags.map((uid) => published().get(uid)!.name),
            },
          ]),
      ),
    members(group) {
      const [found] = published().named(group);
      return [...found!.members].map((uid) => published().get(uid)!.name).sort();
    },
    commands() {
      const seen = simulator.requests
        .map(({ command }) => command)
        .filter((command) => command !== "show-task");
      simulator.clearRequests();
      return seen;
    },
    isClean: () =>
      domain().locks.size === 0 &&
      simulator.store.sessions.all().every(({ application }) => application !== "WEB_API"),
  };
  return scene;
}

export const reasonOf = (
  placing: Awaited<ReturnType<StaticObjects["place"]>>,
  host: FirewallHost | undefined,
): string => {
  const outcome = placing.outcomes.get(host!.vmId);
  return outcome !== undefined && "reason" in outcome ? outcome.reason : `${outcome?.state}`;
};
