import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type PceSimulator, startPceSimulator } from "../../simulators/pce";

const bin = path.resolve(__dirname, "../../bin/illumio-iac.js");
const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-flows-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = "version srcaddr dstaddr srcport dstport protocol tcp-flags action\n";
const OPENED = "3 10.1.4.20 10.1.9.31 51544 5432 6 2 ACCEPT\n";
const REJECTED = "3 10.1.4.66 10.1.9.31 51545 22 6 2 REJECT\n";
const UNDECIDED = "3 10.1.4.20 10.1.9.31 40000 50000 17 - ACCEPT\n";
const DEFAULT =
  "2 123456789012 eni-0a11bb22cc33dd44e 10.1.4.20 10.1.9.31 51544 443 6 18 3120 1788232200 1788232260 ACCEPT OK\n";

function file(name: string, content: string | Uint8Array): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

interface Run {
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
  /** Closes standard output after its first piece, as `head` does. */
  readonly closes?: boolean;
}

async function flows(args: readonly string[], { stdin = "", env = {}, closes = false }: Run = {}) {
  const child = spawn(process.execPath, [bin, "flows", ...args], {
    env: { PATH: process.env["PATH"], ...env },
  });
  const seen = { out: "", err: "" };
  child.stdout.on("data", (data: Buffer) => {
    seen.out += data.toString();
    if (closes) child.stdout.destroy();
  });
  child.stderr.on("data", (data: Buffer) => {
    seen.err += data.toString();
  });
  child.stdin.on("error", () => undefined).end(stdin);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...seen };
}

test("prints client, server, port and protocol, and a summary beside it", async () => {
  const log = file("custom.log", `${HEADER}${OPENED}${OPENED}${REJECTED}${UNDECIDED}3 cut\n`);
  expect(await flows([log])).toEqual({
    code: 0,
    out: "10.1.4.20,10.1.9.31,5432,6\n",
    err: `records: 5
flows: 1
skipped: rejected 1
unreadable: too-few-fields 1
  too-few-fields, for example: "3 cut"
direction by: tcp-flags 2, undecided 1
`,
  });
});

test("reads several files together, gzip by itself, and standard input", async () => {
  const zipped = file("custom.log.gz", gzipSync(HEADER + OPENED));
  const { code, out } = await flows([zipped, "-"], { stdin: gzipSync(DEFAULT) });
  expect({ code, out }).toEqual({ code: 0, out: "10.1.4.20,10.1.9.31,443,6\n10.1.4.20,10.1.9.31,5432,6\n" });
});

test("reads the event that CloudWatch Logs sends", async () => {
  const logEvents = [{ id: "1", timestamp: 1, message: DEFAULT.trim() }];
  const payload = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "g", logStream: "s", logEvents };
  const event = { awslogs: { data: gzipSync(JSON.stringify(payload)).toString("base64") } };
  expect(await flows(["-"], { stdin: JSON.stringify(event) })).toMatchObject({
    code: 0,
    out: "10.1.4.20,10.1.9.31,443,6\n",
  });
});

test("prints JSON when asked", async () => {
  const { code, out } = await flows(["-", "--json"], {
    stdin: HEADER + OPENED + OPENED.replace("5432", "443"),
  });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual([
    { client: "10.1.4.20", server: "10.1.9.31", port: 443, protocol: 6 },
    { client: "10.1.4.20", server: "10.1.9.31", port: 5432, protocol: 6 },
  ]);
  expect(JSON.parse((await flows(["-", "--json"])).out)).toEqual([]);
});

test("takes the names of the fields, the servers' ports and what to do with the rest", async () => {
  const fields = ["--fields", HEADER.trim()];
  const all = REJECTED + UNDECIDED + UNDECIDED.replace("40000 50000", "7777 8888");
  const { out } = await flows(
    ["-", ...fields, "--include-rejected", "--server-ports", "7777,1", "--undecided", "lower-port"],
    {
      stdin: all,
    },
  );
  expect(out.trim().split("\n")).toEqual([
    "10.1.4.66,10.1.9.31,22,6",
    "10.1.9.31,10.1.4.20,40000,17",
    "10.1.9.31,10.1.4.20,7777,17",
  ]);
});

test("ends quietly when the reader has seen enough", async () => {
  const many = Array.from({ length: 60_000 }, (_, index) =>
    OPENED.replace("10.1.4.20", `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`),
  );
  const { code, err } = await flows(["-"], { stdin: HEADER + many.join(""), closes: true });
  expect(code).toBe(0);
  expect(err).not.toMatch(/EPIPE|error/);
});

describe("fails, and says what to do:", () => {
  test.each([
    ["a truncated gzip", gzipSync(HEADER + OPENED).subarray(0, -9), [], 1, "ends in the middle of the gzip"],
    [
      "no flow log",
      "hello world\n",
      [],
      1,
      'standard input: flow log without header: "hello world" has 2 fields',
    ],
    ["other JSON", '{"a":1}', [], 1, "JSON with the keys a is no flow log"],
    [
      "the wrong fields",
      DEFAULT,
      ["--fields", HEADER.trim()],
      1,
      "none of 1 records could be read. Name the fields with --fields",
    ],
    ["an unknown field", "", ["--fields", "version srcaddr colour"], 2, 'field 3 of 3 is "colour"'],
    ["a port that is none", "", ["--server-ports", "http"], 2, 'not "http"'],
    ["an unknown answer", "", ["--undecided", "guess"], 2, "Allowed choices are drop, lower-port"],
    ["no connection to upload to", DEFAULT, ["--upload"], 1, "ILLUMIO_PCE_HOST"],
  ])("%s", async (_, stdin, args, code, problem) => {
    const seen = await flows(["-", ...args], { stdin });
    expect(seen).toMatchObject({ code, out: "" });
    expect(seen.err).toContain(problem);
    expect(seen.err).not.toMatch(/\n\s+at /);
  });

  test("a file that is not there", async () => {
    const { code, err } = await flows([path.join(folder, "nothing.log")]);
    expect(code).toBe(1);
    expect(err).toMatch(/nothing\.log cannot be read: ENOENT/);
  });
});

describe("--upload", () => {
  let pce: PceSimulator;
  beforeAll(async () => {
    pce = await startPceSimulator();
  });
  afterAll(() => pce.close());

  const env = () => ({
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
  });

  test("sends the flows, a thousand to a call", async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => OPENED.replace("5432", String(1 + index)));
    const { code, out, err } = await flows(["-", "--upload"], { stdin: HEADER + many.join(""), env: env() });
    expect(code).toBe(0);
    expect(out.trim().split("\n")).toHaveLength(2_500);
    expect(err).toContain("uploaded: 2500 flows in 3 calls\n");
  });

  test("fails when the key is wrong", async () => {
    const { code, err } = await flows(["-", "--upload"], {
      stdin: DEFAULT,
      env: { ...env(), ILLUMIO_API_KEY_SECRET: "wrong" },
    });
    expect(code).toBe(1);
    expect(err).toMatch(/error: PCE answered 401/);
  });
});
