import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { awsPluginDirectory } from "../../../../sandbox/cloud-plugins/aws/directory";
import { count } from "../../../support/process-counts";

const script = path.join(awsPluginDirectory(), "pulumi-resource-aws");

async function firstLine(file: string): Promise<string> {
  count("provider process");
  const child = spawn(file, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
  const [data] = await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "close");
  return String(data);
}

test("the script prints the port on which the plugin listens", async () => {
  expect(await firstLine(script)).toMatch(/^\d+\n$/);
});

test("the script runs through a link in another directory", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "plugin-"));
  try {
    const link = path.join(directory, "pulumi-resource-aws");
    symlinkSync(path.relative(directory, script), link);
    expect(await firstLine(link)).toMatch(/^\d+\n$/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("the plugin ends when the CLI that started it has ended", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "plugin-"));
  try {
    // The shell stands for the CLI: it starts the plugin, waits for its port, tells it and ends.
    const lines = `"${script}" > port & while [ ! -s port ]; do sleep 0.1; done; cat port`;
    count("provider process");
    const shell = spawn("sh", ["-c", lines], { cwd: directory, stdio: ["ignore", "pipe", "inherit"] });
    const [data] = await once(shell.stdout, "data");
    const port = Number(data);
    expect(port).toBeGreaterThan(0);
    for (let tries = 0; (await isOpen(port)) && tries < 200; tries++) {
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(await isOpen(port)).toBe(false);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
