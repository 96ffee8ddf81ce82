import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction, invoke } from "../support/functions";
import { messagesOf } from "../support/log-messages";

let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const body = 'for (const level of ["debug", "info", "warn", "error"]) console[level]("as " + level);';

test.each([
  [{ LogFormat: "JSON" }, ["info", "warn", "error"]],
  [{ LogFormat: "JSON", ApplicationLogLevel: "DEBUG" }, ["debug", "info", "warn", "error"]],
  [{ LogFormat: "JSON", ApplicationLogLevel: "ERROR" }, ["error"]],
  [{ LogFormat: "JSON", ApplicationLogLevel: "FATAL" }, []],
  [{ LogFormat: "Text" }, ["debug", "info", "warn", "error"]],
])("a function with %j logs %j", async (LoggingConfig, levels) => {
  await deployFunction(cloud, { name: "f", body, properties: { LoggingConfig } });
  await invoke(clients, "f");
  const text = (await messagesOf(clients, "/aws/lambda/f")).join("\n");
  const seen = [...text.matchAll(/as (\w+)/g)].map(([, level]) => level!);
  expect(seen.sort()).toEqual([...levels].sort());
});

test("a level is refused when the log format is text", async () => {
  const properties = { LoggingConfig: { LogFormat: "Text", ApplicationLogLevel: "FATAL" } };
  await expect(deployFunction(cloud, { name: "f", body, properties })).rejects.toThrow(
    "can only be set when LogFormat is JSON",
  );
});

test("the error of a function that logs from FATAL on is not logged", async () => {
  const properties = { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "FATAL" } };
  await deployFunction(cloud, { name: "f", body: 'throw new Error("the secret");', properties });
  expect(await invoke(clients, "f")).toMatchObject({ value: { errorMessage: "the secret" } });
  const messages = await messagesOf(clients, "/aws/lambda/f");
  expect(messages.at(-1)).toMatch(/^REPORT RequestId: /);
  expect(messages.join("\n")).not.toContain("the secret");
});

test("the error of a function is logged once", async () => {
  await deployFunction(cloud, { name: "f", body: 'throw new Error("the cause");' });
  await invoke(clients, "f");
  const lines = (await messagesOf(clients, "/aws/lambda/f")).filter((line) => line.includes("the cause"));
  expect(lines).toHaveLength(1);
});
