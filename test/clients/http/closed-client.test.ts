import { HttpClient } from "../../../clients/http/http-client";
import { isNetworkError } from "../../../core/errors";
import { type Act, answer, type ScriptedServer, scriptedServer } from "./scripted-server";

const GET = { method: "GET", path: "/page" } as const;

let acts: Act[];
let server: ScriptedServer;
let client: HttpClient;
beforeEach(async () => {
  acts = [answer(200)];
  server = await scriptedServer(acts);
  client = new HttpClient({ service: "Thing", origin: server.origin, caSetting: "caFile" });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

const failure = () => client.request(GET).catch((error: unknown) => error as Error);

test("a request of a closed client fails at once, opens no connection and leaves no promise without an owner", async () => {
  await client.request(GET);
  await client.close();
  const unhandled = jest.fn();
  process.on("unhandledRejection", unhandled);
  jest.spyOn(Date, "now").mockReturnValue(Date.now() + 5000); // as long as connections are kept
  const error = await failure();
  await new Promise(setImmediate);
  process.off("unhandledRejection", unhandled);
  expect(isNetworkError(error) && error.mayHaveBeenApplied).toBe(false);
  expect((error as Error).message).toBe(
    `GET /page: the client of Thing at 127.0.0.1:${server.port} was closed before. Close it when its last call has ended`,
  );
  expect(unhandled).not.toHaveBeenCalled();
  expect(server.seen).toHaveLength(1);
  expect(server.connections.size).toBe(1);
});

test("a client that is closed while a request is under way answers it and refuses the next one", async () => {
  let closing: Promise<void> | undefined;
  acts.unshift((request, response) => {
    closing = client.close();
    answer(200)(request, response);
  });
  expect((await client.request(GET)).status).toBe(200);
  expect((await failure()) as Error).toMatchObject({ message: expect.stringContaining("was closed before") });
  await closing;
  expect(server.seen).toHaveLength(1);
});

test("a client may be closed twice", async () => {
  await client.request(GET);
  await Promise.all([client.close(), client.close()]);
  await client.close();
});
