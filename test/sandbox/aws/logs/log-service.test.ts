import {
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { messagesOf } from "../support/log-messages";

const GROUP = { logGroupName: "/own" };
const DAY = 86_400_000;

let cloud: SandboxCloud;
let clients: CloudClients;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/own", RetentionInDays: 3 });
  await clients.logs.send(new CreateLogStreamCommand({ ...GROUP, logStreamName: "a" }));
  await clients.logs.send(new CreateLogStreamCommand({ ...GROUP, logStreamName: "b" }));
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const put = (logStreamName: string, logEvents: InputLogEvent[]) =>
  clients.logs.send(new PutLogEventsCommand({ ...GROUP, logStreamName, logEvents }));

const filter = async (changes: object) =>
  (await clients.logs.send(new FilterLogEventsCommand({ ...GROUP, ...changes }))).events!.map(
    ({ message }) => message,
  );

describe("stored events", () => {
  let now: number;

  beforeEach(async () => {
    now = cloud.clock.now();
    await put("a", [
      { timestamp: now, message: "first" },
      { timestamp: now + 2000, message: "third" },
    ]);
    await put("b", [{ timestamp: now + 1000, message: "second" }]);
  });

  it("are listed in time order across streams", async () => {
    expect(await filter({})).toEqual(["first", "second", "third"]);
  });

  it("are listed from the start time on and before the end time", async () => {
    expect(await filter({ startTime: now + 1000, endTime: now + 2001 })).toEqual(["second", "third"]);
    expect(await filter({ endTime: now + 1000 })).toEqual(["first"]);
  });

  it("are listed from the named streams only", async () => {
    expect(await filter({ logStreamNames: ["b"] })).toEqual(["second"]);
    expect(await filter({ logStreamNamePrefix: "a" })).toEqual(["first", "third"]);
  });

  it("are listed page by page", async () => {
    const page = await clients.logs.send(new FilterLogEventsCommand({ ...GROUP, limit: 2 }));
    expect(page.events).toHaveLength(2);
    expect(await filter({ limit: 2, nextToken: page.nextToken })).toEqual(["third"]);
  });

  it("of one stream can be read within times, and the token stays the same at the end", async () => {
    const stream = { ...GROUP, logStreamName: "a", startFromHead: true };
    const { events } = await clients.logs.send(
      new GetLogEventsCommand({ ...stream, startTime: now + 1, endTime: now + 5000 }),
    );
    expect(events!.map(({ message }) => message)).toEqual(["third"]);
    const all = await clients.logs.send(new GetLogEventsCommand(stream));
    const token = all.nextForwardToken;
    const end = await clients.logs.send(new GetLogEventsCommand({ ...stream, nextToken: token }));
    expect(end).toMatchObject({ events: [], nextForwardToken: token });
  });

  it("are removed when the retention is over, whatever the order they were put in", async () => {
    await put("b", [{ timestamp: now - 2 * DAY, message: "late" }]);
    await cloud.clock.advance(DAY);
    expect(await filter({})).toEqual(["late", "first", "second", "third"]);
    await cloud.clock.advance(1);
    expect(await filter({})).toEqual(["first", "second", "third"]);
    await cloud.clock.advance(2 * DAY);
    expect(await filter({})).toEqual(["second", "third"]);
  });

  it("stay for ever when the group no longer has a retention", async () => {
    await cloud.resources.update("AWS::Logs::LogGroup", "/own", { LogGroupName: "/own" });
    await cloud.clock.advance(4000 * DAY);
    expect(await messagesOf(clients, "/own")).toHaveLength(3);
  });

  it("give the description of their streams the first and last timestamp", async () => {
    const { logStreams } = await clients.logs.send(new DescribeLogStreamsCommand(GROUP));
    expect(logStreams).toMatchObject([
      { logStreamName: "a", firstEventTimestamp: now, lastEventTimestamp: now + 2000 },
      { logStreamName: "b", firstEventTimestamp: now + 1000 },
    ]);
  });
});

test("events of one call have to be in time order", async () => {
  const now = cloud.clock.now();
  const unordered = put("a", [
    { timestamp: now, message: "later" },
    { timestamp: now - 1, message: "earlier" },
  ]);
  await expect(unordered).rejects.toMatchObject({ name: "InvalidParameterException" });
  expect(await messagesOf(clients, "/own")).toEqual([]);
});

test("events are neither put nor read when their stream or group does not exist", async () => {
  const event = { timestamp: cloud.clock.now(), message: "x" };
  await expect(put("c", [event])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(messagesOf(clients, "/other")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a stream is refused when it exists", async () => {
  const again = clients.logs.send(new CreateLogStreamCommand({ ...GROUP, logStreamName: "a" }));
  await expect(again).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
});
