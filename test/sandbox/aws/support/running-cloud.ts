import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Cloud } from "../../../../sandbox/aws/cloud";
import { startHttpServer } from "../../../../sandbox/aws/http/server";
import { SandboxClock } from "../../../../sandbox/cloud/clock";

export interface RunningCloud {
  readonly cloud: Cloud;
  close(): Promise<void>;
}

/** A sandbox account with its endpoint, whose services a test reaches directly. Its clock stands still. */
export async function startCloud(): Promise<RunningCloud> {
  const directory = await mkdtemp(path.join(tmpdir(), "cloud-"));
  const cloud = new Cloud({
    region: "us-east-1",
    accountId: "123456789012",
    seed: 1,
    directory,
    clock: new SandboxClock(Date.parse("2026-01-01T00:00:00Z")),
    topology: undefined,
  });
  const server = await startHttpServer(cloud, 0);
  cloud.endpoint = `http://127.0.0.1:${server.port}`;
  return {
    cloud,
    close: async () => {
      await cloud.close();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
