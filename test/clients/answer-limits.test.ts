import { execFile } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { createGzip, gzipSync } from "node:zlib";
import { answerLimits } from "../../clients/http/answer-limits";
import { PanosClient } from "../../clients/panos";
import { mayHaveBeenApplied } from "../../clients/pce";
import { isAnswerLimitError } from "../../core/errors";
import { all, clientOf, closeAll, failureOf, scriptedPce } from "./pce/fixtures";

jest.setTimeout(120_000);
afterEach(closeAll);

const MEGABYTE = 1_000_000;
const LIMITS = { maximumAnswerInBytes: MEGABYTE, maximumEntries: 2_000 };

const json =
  (body: string | Buffer, headers = {}) =>
  (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);

/** Sends until the other side hangs up. @returns how much it wrote */
function endless(wrote: { bytes: number }, head = ""): (request: unknown, response: ServerResponse) => void {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write(head);
    const chunk = Buffer.alloc(65_536, " ");
    const more = () => {
      if (response.destroyed) return;
      wrote.bytes += chunk.length;
      response.write(chunk, more);
    };
    more();
  };
}

async function firewall(answer: (cmd: string) => string) {
  const bodies: string[] = [];
  const { server, connection } = await scriptedPce([
    (_request, response) => {
      const cmd = new URLSearchParams(server.seen.at(-1)!.body).get("cmd") ?? "";
      bodies.push(cmd);
      response.writeHead(200, { "content-type": "application/xml" }).end(answer(cmd));
    },
  ]);
  const { caCertificate } = connection;
  const options = { hosts: [`127.0.0.1:${connection.port}`], apiKey: "k".repeat(40), caCertificate };
  const client = new PanosClient(options, LIMITS);
  return { client, bodies };
}

const SINGLE = '<response status="success"><result><enabled>no</enabled></result></response>';
const pageOf = (entries: readonly string[]) =>
  `<response status="success"><result>${entries.map((ip) => `<entry ip="${ip}"><tag><member>t</member></tag></entry>`).join("")}<count>${entries.length}</count></result></response>`;
const addresses = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const at = first + index;
    return `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
  });

test("a body that never ends is refused once it exceeds the limit", async () => {
  const wrote = { bytes: 0 };
  const { connection } = await scriptedPce([endless(wrote, "[")]);
  const error = await failureOf(all(clientOf(connection, LIMITS).listLabels()));
  expect(isAnswerLimitError(error)).toBe(true);
  expect(error.message).toMatch(
    /^GET \/api\/v2\/orgs\/1\/labels: the answer of PCE at 127.0.0.1:\d+ has \d+ bytes received, and more to come; the limit is 1000000\. .*raise maximumAnswerInBytes of the client, or ILLUMIO_MAXIMUM_ANSWER_BYTES/,
  );
  expect(wrote.bytes).toBeLessThan(20 * MEGABYTE);
});

test("a body that announces too many bytes is not read, and the request is not repeated", async () => {
  const { server, connection } = await scriptedPce([
    (_request, response) =>
      void response.writeHead(200, { "content-length": String(2 * MEGABYTE) }).write("["),
  ]);
  const error = await failureOf(all(clientOf(connection, LIMITS).listLabels()));
  expect(error.message).toContain("2000000 bytes announced");
  expect(server.seen).toHaveLength(1);
});

test.each(["gzip", undefined])(
  "a small compressed body is refused when it becomes too large (%s)",
  async (encoding) => {
    const zeros = createGzip();
    const chunks: Buffer[] = [];
    zeros.on("data", (chunk) => chunks.push(chunk));
    for (let count = 0; count < 200; count++) zeros.write(Buffer.alloc(MEGABYTE));
    zeros.end();
    await new Promise((resolve) => zeros.on("end", resolve));
    const { connection } = await scriptedPce([
      json(Buffer.concat(chunks), encoding && { "content-encoding": encoding }),
    ]);
    const before = process.memoryUsage().rss;
    const error = await failureOf(all(clientOf(connection, LIMITS).listLabels()));
    expect(isAnswerLimitError(error)).toBe(true);
    expect(error.message).toMatch(/has \d+ compressed bytes that become more; the limit is 1000000/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MEGABYTE);
  },
);

test("an error answer with a body that never ends is refused as well, and a create says that it may have been applied", async () => {
  const { connection } = await scriptedPce([
    (request, response) => {
      response.statusCode = 406;
      endless({ bytes: 0 })(request, response);
    },
  ]);
  const error = await failureOf(clientOf(connection, LIMITS).createLabel({ key: "role", value: "web" }));
  expect([isAnswerLimitError(error), mayHaveBeenApplied(error)]).toEqual([true, true]);
});

test("a body below the limit is read, compressed or not", async () => {
  const rows = JSON.stringify([{ href: "/orgs/1/labels/1", key: "role", value: "v".repeat(900_000) }]);
  const { connection } = await scriptedPce([json(rows), json(gzipSync(rows))]);
  const client = clientOf(connection, LIMITS);
  expect((await all(client.listLabels()))[0]!.value).toHaveLength(900_000);
  expect((await all(client.listLabels()))[0]!.value).toHaveLength(900_000);
});

test("a collection with too many objects is refused, also one that a job delivers", async () => {
  const rows = JSON.stringify(new Array(2_001).fill({ href: "/orgs/1/labels/1", key: "role", value: "v" }));
  const { connection } = await scriptedPce([
    json(rows),
    (_request, response) => void response.writeHead(202, { location: "/orgs/1/jobs/1" }).end(),
    json('{"status":"done","result":{"href":"/orgs/1/datafiles/1"}}'),
    json(rows),
  ]);
  const client = clientOf(connection, LIMITS);
  for (const asJob of [false, true]) {
    const error = await failureOf(all(client.listLabels({}, { asJob })));
    expect(isAnswerLimitError(error)).toBe(true);
    expect(error.message).toMatch(
      /with 2001 objects; the limit is 2000\. .*raise maximumEntries of the client/,
    );
  }
});

test("a firewall that ignores start-point is asked only twice", async () => {
  const { client, bodies } = await firewall((cmd) =>
    cmd.includes("registered-ip") ? pageOf(addresses(0, 500)) : SINGLE,
  );
  const error = await failureOf(client.registeredAddresses({}));
  expect(error.name).toBe("IllumioIacError");
  expect(error.message).toMatch(
    /answers 500 registered addresses from number 501 on, .*does not heed start-point/,
  );
  expect(bodies.filter((cmd) => cmd.includes("registered-ip"))).toHaveLength(2);
  await client.close();
});

test("a firewall whose table never ends is read up to the limit", async () => {
  let next = 0;
  const { client, bodies } = await firewall((cmd) => {
    if (!cmd.includes("registered-ip")) return SINGLE;
    next += 500;
    return pageOf(addresses(next, 500));
  });
  const error = await failureOf(client.registeredAddresses({}));
  expect(isAnswerLimitError(error)).toBe(true);
  expect(error.message).toMatch(/has 2500 registered addresses and more to come; the limit is 2000/);
  expect(bodies).toHaveLength(6);
  await client.close();
});

test("a table that changes while it is read is read to its end", async () => {
  const pages = [addresses(0, 500), [...addresses(499, 499), "10.9.9.9"], addresses(998, 3)];
  const { client } = await firewall((cmd) => {
    const start = Number(/<start-point>(\d+)/.exec(cmd)?.[1]);
    return start ? pageOf(pages[Math.floor(start / 500)]!) : SINGLE;
  });
  expect(await client.registeredAddresses({})).toHaveLength(1_003);
  await client.close();
});

test("answer limits are read from environment variables", () => {
  expect(answerLimits({})).toEqual({ maximumAnswerInBytes: undefined, maximumEntries: undefined });
  const set = { ILLUMIO_MAXIMUM_ANSWER_BYTES: "1000", ILLUMIO_MAXIMUM_ENTRIES: "7" };
  expect(answerLimits(set)).toEqual({ maximumAnswerInBytes: 1000, maximumEntries: 7 });
  for (const wrong of ["0", "-1", "1e9", "many"])
    expect(() => answerLimits({ ILLUMIO_MAXIMUM_ENTRIES: wrong })).toThrow(
      /^ILLUMIO_MAXIMUM_ENTRIES: must be/,
    );
});

test("many registered addresses are read in a process with a small heap, without a tree of the answer", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--max-old-space-size=96", // the process dies where the answer as one text, or a tree of it, is held
    path.join(__dirname, "panos/read-entries-process.js"),
    path.resolve(__dirname, "../../dist/clients/panos/registered-entries.js"),
    String(80 * MEGABYTE),
  ]);
  const { read, made, size, arrayBuffers } = JSON.parse(stdout);
  expect(read).toBe(made);
  expect(arrayBuffers / size).toBeLessThan(1.5); // no second copy of the answer
});
