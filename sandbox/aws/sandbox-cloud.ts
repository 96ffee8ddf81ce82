import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SandboxClock } from "../cloud/clock";
import type { Outages } from "../cloud/outages";
import type { ResourceTable } from "../cloud/resources/resource-table";
import type { PacketObservation } from "../cloud/traffic/packet";
import type { Topology } from "../cloud/traffic/topology";
import { Cloud } from "./cloud";
import type { Service } from "./foundation";
import { startHttpServer } from "./http/server";
import type { Invocation } from "./lambda/invocation";
import type { MetricTable } from "./metrics/metric-table";

export interface SandboxCloudOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 123456789012 */
  readonly accountId?: string;
  /** The same seed gives the same identifiers and delays. @default 1 */
  readonly seed?: number;
  /** Where function code is unpacked. @default a temporary directory that `close` removes */
  readonly directory?: string;
  /** Where the sandbox clock starts, in milliseconds since 1970. @default now */
  readonly startTime?: number;
  /** The network that exists in the account. @default none */
  readonly topology?: Topology;
}

/** A small AWS account on loopback that runs what is deployed into it. */
export interface SandboxCloud {
  /** For `AWS_ENDPOINT_URL`: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Keys of the deployer, who may call everything. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly clock: SandboxClock;
  readonly resources: ResourceTable;
  readonly topology: Topology | undefined;
  readonly outages: Outages<Service>;
  readonly metrics: MetricTable;
  /** Takes packets seen at network interfaces; the flow logs that exist record them. */
  observe(observations: Iterable<PacketObservation>): void;
  /** Calls `listener` with every event that a function is run with, retries included. */
  onInvocation(listener: (invocation: Invocation) => void): void;
  close(): Promise<void>;
}

export async function startSandboxCloud(options: SandboxCloudOptions = {}): Promise<SandboxCloud> {
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), "sandbox-cloud-")));
  const clock = new SandboxClock(options.startTime ?? Date.now());
  const cloud = new Cloud({
    region: options.region ?? options.topology?.region ?? "us-east-1",
    accountId: options.accountId ?? options.topology?.accountId ?? "123456789012",
    seed: options.seed ?? 1,
    directory,
    clock,
    topology: options.topology,
  });
  const { accessKeyId, secretAccessKey } = cloud.access.issueDeployer();
  const server = await startHttpServer(cloud, options.port ?? 0);
  cloud.endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint: cloud.endpoint,
    region: cloud.region,
    accountId: cloud.accountId,
    accessKeyId,
    secretAccessKey,
    clock,
    resources: cloud.resources,
    topology: cloud.topology,
    outages: cloud.outages,
    metrics: cloud.metrics,
    observe: (observations) => cloud.flowLogs.observe(observations),
    onInvocation: (listener) => void cloud.invocationListeners.push(listener),
    close: async () => {
      await cloud.close();
      await server.close();
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
