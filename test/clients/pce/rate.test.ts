import { sharedTokenBucket } from "../../../clients/http/token-bucket";
import { mayHaveBeenApplied, PceClient, type PceConnection } from "../../../clients/pce";
import { answer } from "../http/scripted-server";
import { clientOf, closeAll, failureOf, scriptedPce } from "./fixtures";

afterEach(closeAll);

/** The rate to which the clients of a key keep; asking for a higher one changes nothing. */
const rateOf = ({ port, apiKeyUsername }: PceConnection): number =>
  sharedTokenBucket(`https://127.0.0.1:${port} ${apiKeyUsername}`, 1_000_000).callsPerMinute;

test("a client makes at most 400 calls per minute by default", async () => {
  const { connection } = await scriptedPce([answer(200, "[]")]);
  const client = new PceClient(connection);
  expect(rateOf(connection)).toBe(400);
  await client.close();
});

test("two clients of one key wait for the same turn, and one of another key does not", async () => {
  const { server, connection } = await scriptedPce([answer(200, "[]")]);
  await clientOf(connection, { callsPerMinute: 1 }).health();
  const controller = new AbortController();
  const second = failureOf(clientOf(connection).withSignal(controller.signal).health());
  await clientOf({ ...connection, apiKeyUsername: "api_2b3c" }).health();
  expect(server.seen).toHaveLength(2);
  controller.abort();
  expect(mayHaveBeenApplied(await second)).toBe(false);
  expect(server.seen).toHaveLength(2);
});
