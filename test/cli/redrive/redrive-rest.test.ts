import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { redriveCommand } from "../../../cli/redrive";
import { PCE_ENVIRONMENT } from "../../../clients/pce";
import { type DrainScene, startDrainScene } from "../../functions/azure/support/drain-scene";
import { type ScriptedAnswer, startScriptedPce } from "../../functions/support/scripted-pce";
import { type Azurite, azuriteCredential, startAzurite } from "../../support/azurite";
import type { Refusal, StorageCall } from "../../support/azurite-front";
import { blobName, tuple, vnetRecord } from "../../support/flow-log-writer";

jest.mock("../../../clients/http/token-bucket", () => require("../../support/any-rate"));

const environment = process.env;
const folder = mkdtempSync(path.join(tmpdir(), "redrive-rest-"));
/** Gives tokens as App Service gives them to a managed identity. */
const identity = createServer(async (_request, response) => {
  const { token, expiresOnTimestamp } = (await azuriteCredential.getToken([]))!;
  const expires = String(Math.floor(expiresOnTimestamp / 1_000));
  const body = { access_token: token, expires_on: expires, resource: "r", token_type: "Bearer" };
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
});
let azurite: Azurite;
let scene: DrainScene;
let pce: Awaited<ReturnType<typeof startScriptedPce>>;
let answer: (lines: readonly string[]) => ScriptedAnswer;
let said = "";
beforeAll(async () => {
  azurite = await startAzurite();
  await new Promise<void>((resolve) => identity.listen(0, "127.0.0.1", resolve));
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  identity.closeAllConnections();
  await new Promise((resolve) => identity.close(resolve));
  await azurite.close();
});
beforeEach(async () => {
  scene = await startDrainScene(azurite);
  answer = takes;
  pce = await startScriptedPce((lines) => answer(lines));
  const caFile = path.join(folder, "ca.pem");
  writeFileSync(caFile, pce.caCertificate);
  process.env = {
    ...environment,
    [PCE_ENVIRONMENT.host]: "127.0.0.1",
    [PCE_ENVIRONMENT.port]: String(pce.port),
    [PCE_ENVIRONMENT.orgId]: "1",
    [PCE_ENVIRONMENT.apiKeyUsername]: scene.pce.apiKeyUsername,
    [PCE_ENVIRONMENT.apiKeySecret]: scene.pce.apiKeySecret,
    [PCE_ENVIRONMENT.caFile]: caFile,
    IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`,
    IDENTITY_HEADER: "h",
  };
  said = "";
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = environment;
  await pce.close();
  await scene.close();
});

const takes = (lines: readonly string[], failed: readonly string[] = []): ScriptedAnswer => ({
  status: 201,
  body: { num_flows_received: lines.length, num_flows_failed: failed.length, failed_flows: failed },
});
const clientOf = (number: number) => `10.2.${Math.floor(number / 200)}.${number % 200}`;
const lineOf = (number: number) => `${clientOf(number)},10.9.0.1,443,6`;
const linesOf = (count: number) => Array.from({ length: count }, (_, number) => lineOf(number));
const messageOf = (lines: readonly string[]) => ({
  ...{ version: 1, call: "c", pce: "p:1", orgId: 1, answeredAt: "t", received: lines.length },
  ...{ failed: lines.length, sent: lines.length, matched: true, lines, failedFlows: [] },
});
const send = (message: object) =>
  scene.rejectedQueue.sendMessage(Buffer.from(JSON.stringify(message)).toString("base64"));
/** Empties the queue, also of messages that are invisible, and sends one. */
async function replaceBy(message: object): Promise<void> {
  azurite.intercept(undefined);
  await scene.rejectedQueue.clearMessages();
  await send(message);
}
const redrive = (...options: string[]) =>
  redriveCommand()
    .exitOverride()
    .parseAsync(["--queue-url", new URL("rejected", azurite.queueUrl).href, ...options], { from: "user" });
/** Lets the PCE refuse its key from a call on. */
const refuseKeyFrom = (first: number) => {
  answer = (lines) => (pce.calls.length >= first ? { status: 403, body: "" } : takes(lines));
};
const contentOf = ({ body }: StorageCall) =>
  JSON.parse(Buffer.from(/<MessageText>([^<]*)/.exec(body)![1]!, "base64").toString());

/**
 * What is in the queue, invisible messages too, as the calls of a run leave it.
 *
 * @param refuse what to answer to a call that writes, by its number
 */
// biome-ignore lint/suspicious/noExplicitAny: JSON of a queue
function watchQueue(first: object, refuse: (write: number) => Refusal | undefined = () => undefined): any[] {
  let writes = 0;
  const messages: object[] = [first];
  azurite.intercept((call) => {
    if (call.service !== "Queue" || call.method === "GET") return undefined;
    const refusal = refuse(writes++);
    if (refusal !== undefined) return refusal;
    if (call.method === "POST") messages.push(contentOf(call));
    else messages.splice(0, 1, ...(call.method === "PUT" ? [contentOf(call)] : []));
    return undefined;
  });
  return messages;
}

test("a message of which the PCE took one call holds only the rest, and the next run sends that alone", async () => {
  const lines = linesOf(1_400);
  await send(messageOf(lines));
  refuseKeyFrom(2);
  const left = watchQueue(messageOf(lines));
  await expect(redrive()).rejects.toThrow(/403/);
  expect(left).toEqual([{ ...messageOf(lines), lines: lines.slice(1_000) }]);
  expect(said).toMatch(/0 of 1 messages went to the PCE again, 1 kept; it took 1000 lines/);
  await replaceBy(left[0]);
  answer = takes;
  await redrive();
  expect(pce.calls.map((call) => call.length)).toEqual([1_000, 400, 400]);
  expect(new Set([...pce.calls[0]!, ...pce.calls[2]!]).size).toBe(1_400);
});

test("lines that the PCE refuses again stay by themselves with its answer, once, and the others leave the queue", async () => {
  await send(messageOf(linesOf(1_400)));
  const bad = lineOf(7);
  answer = (lines) => takes(lines, lines.includes(bad) ? [bad] : []);
  const left = watchQueue({});
  await expect(redrive()).rejects.toThrow(/the PCE refused 1 of its 1400 lines again/);
  const { port } = pce;
  expect(left).toMatchObject([
    { matched: true, lines: [bad], failedFlows: [bad], sent: 1_000, pce: `127.0.0.1:${port}` },
  ]);
  expect(pce.calls).toHaveLength(2);
  expect(said).toMatch(/it took 1399 lines and refused 1 again/);
});

test("lines of an answer that names none stay with the mark that most are in the PCE", async () => {
  await send(messageOf(linesOf(3)));
  answer = (lines) => ({ ...takes(lines), body: { ...(takes(lines).body as object), num_flows_failed: 2 } });
  const left = watchQueue({});
  await expect(redrive()).rejects.toThrow(/again/);
  expect(left).toMatchObject([{ matched: false, lines: linesOf(3) }]);
});

test("a queue that fails at any call loses no line, and repeats at most what one call held", async () => {
  const lines = linesOf(1_400);
  const bad = lineOf(7);
  for (let at = 0; at < 4; at++) {
    pce.calls.splice(0);
    await replaceBy(messageOf(lines));
    answer = (sent) => takes(sent, sent.includes(bad) ? [bad] : []);
    const isAt = (write: number) => (write >= at ? { status: 404, code: "MessageNotFound" } : undefined);
    const left = watchQueue(messageOf(lines), isAt);
    await expect(redrive()).rejects.toThrow();
    const waiting = left.flatMap((message) => message.lines as string[]);
    const taken = pce.calls.flat().filter((line) => line !== bad);
    expect(new Set([...waiting, ...taken])).toEqual(new Set(lines));
    expect(waiting.length + taken.length).toBeLessThanOrEqual(lines.length + 1_000 + 1);
  }
});

test("a block of which the PCE took one call goes on with the next line", async () => {
  const tuples = Array.from({ length: 1_500 }, (_, number) =>
    tuple(scene.now, clientOf(number), "10.9.0.1", 443),
  );
  await scene.writer.append(blobName(scene.now), vnetRecord(scene.now, tuples));
  const { committedBlocks } = await scene.writer.blob(blobName(scene.now)).getBlockList("committed");
  const { name: block, size: length } = committedBlocks![1]!;
  const blob = `${azurite.blobUrl}insights-logs-flowlogflowevent/${blobName(scene.now)}`;
  const kept = { version: 1, unreadable: "block", blob, block, offset: 12, length, reason: "r", readAt: "t" };
  await send(kept);
  refuseKeyFrom(2);
  const left = watchQueue(kept);
  await expect(redrive()).rejects.toThrow(/403/);
  const last = linesOf(1_500).sort()[999];
  expect(left).toEqual([{ ...kept, delivered: { line: last, includeRejected: false } }]);
  await replaceBy(left[0]);
  answer = takes;
  await redrive();
  expect(pce.calls.map((call) => call.length)).toEqual([1_000, 500, 500]);
  expect(new Set([...pce.calls[0]!, ...pce.calls[2]!]).size).toBe(1_500);
  await replaceBy(left[0]);
  await redrive("--include-rejected");
  expect(pce.calls.slice(3).map((call) => call.length)).toEqual([1_000, 500]);
});
