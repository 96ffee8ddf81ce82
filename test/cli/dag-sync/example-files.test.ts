import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { DagSyncScene, until } from "./dag-sync-scene";

jest.setTimeout(180_000);

const example = (file: string) =>
  readFileSync(path.resolve(__dirname, "../../../examples/palo-alto-dag", file), "utf8");

/** What follows `dag-sync` in the systemd unit, and in the container file. */
const unit = () =>
  /^ExecStart=\S+\/illumio-iac dag-sync (.*)$/m.exec(example("dag-sync.service"))![1]!.split(" ");
const container = () => JSON.parse(/^CMD (\[.*\])$/m.exec(example("Containerfile"))![1]!) as string[];

test.each([
  ["the systemd unit", unit, "http://127.0.0.1:"],
  ["the container file", container, "http://0.0.0.0:"],
])("%s starts a watch that writes, is healthy, and ends at SIGTERM", async (_name, argumentsOf, url) => {
  const scene = await DagSyncScene.open();
  try {
    await scene.workload("web01", "10.0.0.1");
    await scene.run("claim");
    const args = argumentsOf().map((text) =>
      text === "/etc/illumio-iac/bindings.yaml" ? scene.file : text === "9117" ? "0" : text,
    );
    const watching = scene.watch(...args.filter((text) => text !== "--watch"));
    await watching.said(`health and metrics on ${url}`);
    const port = /on http:\S+:(\d+)\n/.exec(watching.err)![1]!;
    await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).status === 200);
    expect(scene.members()).toEqual(["10.0.0.1"]);
    expect((await watching.stop()).code).toBe(0);
  } finally {
    await scene.close();
  }
});

test("the container checks its health at the port it listens on", () => {
  const script = JSON.parse(/ CMD (\["node".*\])$/m.exec(example("Containerfile"))![1]!)[2] as string;
  const port = container()[container().indexOf("--health-port") + 1];
  expect(script).toContain(`http://127.0.0.1:${port}/healthz`);
  execFileSync(process.execPath, ["--check", "-"], { input: script });
});
