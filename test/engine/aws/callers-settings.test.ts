import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { findPulumi } from "../../../scripts/pulumi-cli";
import { EngineStack } from "../pce/engine-stack";
import { AwsStack } from "./aws-stack";

jest.setTimeout(240_000);

const PROGRAM = path.resolve(__dirname, "../../fixtures/programs/flow-logs");

const before = { ...process.env };
let theirs: string;
let calls = 0;
let hostile: ReadonlySet<string>;
let elsewhere: Server;

/** A caller whose settings lead elsewhere, or make the CLI fail when it reads them. */
beforeAll(async () => {
  theirs = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-theirs-"));
  for (const folder of ["home", "backend"]) mkdirSync(path.join(theirs, folder));
  elsewhere = createServer((_, response) => response.writeHead(500).end());
  elsewhere.on("connection", () => {
    calls += 1;
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const settings = {
    PULUMI_HOME: path.join(theirs, "home"),
    PULUMI_BACKEND_URL: `file://${path.join(theirs, "backend")}`,
    PULUMI_ACCESS_TOKEN: "pul-theirs",
    PULUMI_API: url,
    PULUMI_CONFIG_PASSPHRASE: "theirs",
    PULUMI_CONFIG_PASSPHRASE_FILE: path.join(theirs, "no-passphrase"),
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_OPTION_COLOR: "no such color",
    PULUMI_STACK: "theirs",
    AWS_PROFILE: "theirs",
    AWS_ACCESS_KEY_ID: "AKIATHEIRS",
    AWS_SECRET_ACCESS_KEY: "theirs",
    AWS_SESSION_TOKEN: "theirs",
    AWS_REGION: "eu-theirs-1",
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_LAMBDA: url,
    ILLUMIO_PCE_HOST: "theirs.example.com",
    ILLUMIO_PROXY_URL: url,
    HTTPS_PROXY: url,
    http_proxy: url,
  };
  Object.assign(process.env, settings);
  hostile = new Set(Object.values(settings).filter((value) => value !== "true"));
});
afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  elsewhere.closeAllConnections();
  elsewhere.close();
  rmSync(theirs, { recursive: true, force: true });
});

const written = () => readdirSync(theirs, { recursive: true }).map(String).sort();

test("the CLI is found whatever the caller has set for it, and the caller's home stays empty", async () => {
  await expect(findPulumi({ say: () => {} })).resolves.toMatch(/bin$/);
  expect(written()).toEqual(["backend", "home"]);
});

test("the program and its providers see none of the caller's settings", async () => {
  const stack = await EngineStack.create({});
  try {
    stack.program = "return { environment: JSON.stringify(process.env) };";
    await stack.up();
    const { environment } = await stack.outputs();
    const seen = Object.entries(JSON.parse(environment) as Record<string, string>);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter(([, value]) => hostile.has(value))).toEqual([]);
  } finally {
    await stack.remove();
  }
});

test("a program is deployed and destroyed without any of the caller's settings", async () => {
  const stack = await AwsStack.create(PROGRAM);
  try {
    await stack.must("up", "--yes", "--skip-preview");
    expect(stack.types()).toContain("AWS::EC2::FlowLog");
    await stack.must("destroy", "--yes", "--skip-preview");
    expect(stack.types()).not.toContain("AWS::EC2::FlowLog");
  } finally {
    await stack.close();
  }
  expect({ written: written(), calls }).toEqual({ written: ["backend", "home"], calls: 0 });
});
