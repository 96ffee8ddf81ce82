import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { redriveCommand } from "../../cli/redrive";
import { PCE_ENVIRONMENT } from "../../clients/pce";
import { DRAIN } from "../../core/contracts/azure/function-environment";
import { type DrainScene, startDrainScene } from "../functions/azure/support/drain-scene";
import { secretOf } from "../functions/support/pipeline";
import { startScriptedPce } from "../functions/support/scripted-pce";
import { type Azurite, azuriteCredential, startAzurite } from "../support/azurite";
import { blobName, tuple, vnetRecord } from "../support/flow-log-writer";

let azurite: Azurite;
let scene: DrainScene;
const environment = process.env;
/** Gives tokens as App Service gives them to a managed identity. */
const identity = createServer(async (_request, response) => {
  const { token, expiresOnTimestamp } = (await azuriteCredential.getToken([]))!;
  const expires = String(Math.floor(expiresOnTimestamp / 1_000));
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ access_token: token, expires_on: expires, resource: "r", token_type: "Bearer" }),
  );
});
beforeAll(async () => {
  azurite = await startAzurite();
  await new Promise<void>((resolve) => identity.listen(0, "127.0.0.1", resolve));
}, 120_000);
afterAll(async () => {
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
  await azurite.close();
});

let said = "";
beforeEach(async () => {
  scene = await startDrainScene(azurite);
  const { pce } = scene;
  const settings: Record<string, string> = {
    [PCE_ENVIRONMENT.host]: pce.host,
    [PCE_ENVIRONMENT.port]: String(pce.port),
    [PCE_ENVIRONMENT.orgId]: String(pce.orgId),
    [PCE_ENVIRONMENT.apiKeyUsername]: pce.apiKeyUsername,
    [PCE_ENVIRONMENT.apiKeySecret]: pce.apiKeySecret,
    [PCE_ENVIRONMENT.caFile]: pce.caFile,
  };
  const endpoint = `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`;
  process.env = { ...environment, ...settings, IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: "h" };
  said = "";
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = environment;
  await scene.close();
});

const BAD = "10.1.0.66,10.9.0.1,443,6";
const write = (text = vnetRecord(scene.now, [tuple(scene.now, "10.1.0.66", "10.9.0.1", 443)])) =>
  scene.writer.append(blobName(scene.now), text);
const redrive = (...options: string[]) =>
  redriveCommand()
    .exitOverride()
    .parseAsync(["--queue-url", new URL("rejected", azurite.queueUrl).href, ...options], { from: "user" });

/** Lets a PCE refuse a line, so that the drain keeps it. */
async function keepRefusedLine(matched = true): Promise<void> {
  const answer = { num_flows_received: 1, num_flows_failed: 1, failed_flows: matched ? [BAD] : [] };
  const choosy = await startScriptedPce(() => ({ status: 201, body: answer }));
  const read = async () => secretOf({ ...scene.pce, caCertificate: choosy.caCertificate });
  const secret = { name: "secret", read, forget: () => undefined };
  scene.redeploy({ [DRAIN.pcePort]: String(choosy.port) }, { secret });
  await write();
  await scene.drain();
  await choosy.close();
  expect(await scene.rejected()).toHaveLength(1);
}

/** What the command prints from now on. */
function printed(): () => string {
  let text = "";
  jest.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    text += Buffer.from(chunk as Uint8Array).toString();
    for (const done of rest) if (typeof done === "function") (done as () => void)();
    return true;
  });
  return () => text;
}

const sendKept = (message: object) =>
  scene.rejectedQueue.sendMessage(Buffer.from(JSON.stringify(message)).toString("base64"));

test("a dry run shows the lines and what the PCE said, sends nothing, and hides nothing from the next run", async () => {
  await keepRefusedLine();
  const out = printed();
  await redrive("--dry-run");
  expect(out()).toMatch(/^\S+ {2}1 line {2}refused by \S+, org \d+, at \S+\n {2}reason: .+\n {2}(.+)\n$/);
  expect(out()).toContain(`\n  ${BAD}\n`);
  expect(scene.uploaded()).toEqual([]);
  await redrive("--dry-run");
  expect(said.match(/1 of 1 messages would go to the PCE again, 0 kept/g)).toHaveLength(2);
  await redrive();
  expect(scene.uploaded()).toEqual([BAD]);
});

test("a dry run shows lines of an answer that named none, with why they are kept", async () => {
  await keepRefusedLine(false);
  const out = printed();
  await expect(redrive("--dry-run")).rejects.toThrow(/did not tell which of them were refused.*--unmatched/);
  expect(out()).toContain(`\n  ${BAD}\n`);
});

test("a dry run shows as many messages as --limit says, and tells when Azure may have more", async () => {
  for (let index = 0; index < 33; index++)
    await sendKept({ version: 1, matched: true, lines: [`10.0.0.${index},10.9.0.1,443,6`] });
  const out = printed();
  await redrive("--dry-run", "--limit", "2");
  expect(out().match(/ {2}1 line\n/g)).toHaveLength(2);
  expect(said).toMatch(/2 of 2 messages would go/);
  expect(said).not.toMatch(/there may be more/);
  await redrive("--dry-run");
  expect(said).toMatch(
    /32 of 32 messages would go .*\n.*the first 32 messages of a queue; there may be more/,
  );
});

test("messages that --limit leaves out are there for the next run", async () => {
  for (const line of ["10.0.0.1,10.9.0.1,443,6", "10.0.0.2,10.9.0.1,443,6"])
    await sendKept({ version: 1, matched: true, lines: [line] });
  await redrive("--limit", "1");
  await redrive();
  expect(scene.uploaded()).toHaveLength(2);
});

test("lines leave the queue once the PCE has taken them", async () => {
  await keepRefusedLine();
  await redrive();
  expect(scene.uploaded()).toEqual([BAD]);
  expect(await scene.rejected()).toEqual([]);
  expect(said).toMatch(/1 of 1 messages went to the PCE again, 0 kept/);
});

test("lines of an answer that named none are kept, and sent on demand", async () => {
  await keepRefusedLine(false);
  await expect(redrive()).rejects.toThrow(/did not tell which of them were refused.*--unmatched/);
  expect(scene.uploaded()).toEqual([]);
});

test("lines of an answer that named none go with --unmatched, and leave the queue", async () => {
  await keepRefusedLine(false);
  await redrive("--unmatched");
  expect(scene.uploaded()).toEqual([BAD]);
  expect(await scene.rejected()).toEqual([]);
});

test("a block that this release can read is read out of its blob", async () => {
  await write();
  const { committedBlocks } = await scene.writer.blob(blobName(scene.now)).getBlockList("committed");
  const { name: block, size: length } = committedBlocks![1]!;
  const blob = `${azurite.blobUrl}insights-logs-flowlogflowevent/${blobName(scene.now)}`;
  const kept = { version: 1, unreadable: "block", blob, block, offset: 12, length, reason: "r", readAt: "t" };
  await sendKept(kept);
  await redrive();
  expect(scene.uploaded()).toEqual([BAD]);
  expect(await scene.rejected()).toEqual([]);
  await sendKept({ ...kept, block: "b3RoZXI=" });
  await expect(redrive()).rejects.toThrow(/its block b3RoZXI= is no longer in /);
});

test("a block that still cannot be read is kept with the reason", async () => {
  await write("{");
  await scene.drain();
  expect(await scene.rejected()).toHaveLength(1);
  await expect(redrive()).rejects.toThrow(/not JSON/);
});

test("a queue that does not exist is said to be that of another deployment, or another URL", async () => {
  await expect(redrive("--queue-url", new URL("rejcted", azurite.queueUrl).href)).rejects.toThrow(
    /rejcted cannot be read: QueueNotFound: .*run the deployment again, or check --queue-url$/,
  );
});

test("without a login it says what to do", async () => {
  process.env["AZURE_TOKEN_CREDENTIALS"] = "EnvironmentCredential";
  await expect(redrive()).rejects.toThrow(
    /rejected cannot be read: Azure credentials: no token for https:\/\/storage.azure.com: .*[^.]\. Run az login, or set AZURE_CLIENT_ID/,
  );
});

test.each([
  [
    [],
    /--failures: is missing\. On AWS give --failures <bucket> and --function <name>, on Azure --queue-url/,
  ],
  [["--failures", "b"], /--function: is missing/],
  [["--queue-url", "https://sqs.us-east-1.amazonaws.com/1/dead"], /is of AWS; use the redrive of SQS/],
  [
    ["--queue-url", "rejected"],
    /must look like https:\/\/NAME\.queue\.core\.windows\.net\/rejected, got 'rejected'/,
  ],
  ...[
    "a.blob.core.windows.net",
    "a.blob.core.usgovcloudapi.net",
    "a.servicebus.windows.net",
    "a.vault.azure.net",
  ].map((host): [string[], RegExp] => [
    ["--queue-url", `https://${host}/rejected`],
    new RegExp(`--queue-url: must be the URL of a queue, and ${host} has no queues`),
  ]),
  [["--queue-url", "https://a.queue.core.windows.net/rejected", "--function", "f"], /--function: is for AWS/],
])("options %j are refused with what to give", async (options, message) => {
  const parsed = redriveCommand().exitOverride().parseAsync(options, { from: "user" });
  await expect(parsed).rejects.toThrow(message);
  await expect(parsed).rejects.toMatchObject({ name: "CommanderError" });
});
