import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type PceSimulator, startPceSimulator } from "../../sandbox/pce";

import { type Ended, illumioIac } from "./in-process-command";

const bin = path.resolve(__dirname, "../../bin/illumio-iac.js");
const folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-flows-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = "version srcaddr dstaddr srcport dstport protocol tcp-flags action\n";
const OPENED = "3 10.1.4.20 10.1.9.31 51544 5432 6 2 ACCEPT\n";
const REJECTED = "3 10.1.4.66 10.1.9.31 51545 22 6 2 REJECT\n";
const UNDECIDED = "3 10.1.4.20 10.1.9.31 40000 50000 6 0 ACCEPT\n";
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

function flows(args: readonly string[], { stdin = "", env = {} }: Run = {}): Promise<Ended> {
  return illumioIac(["flows", ...args], { stdin, env: { PATH: process.env["PATH"], ...env } });
}

/** The built command: for Parquet, whose packages are loaded by `import()`, and for a reader who closes the pipe early. */
async function builtFlows(args: readonly string[], { stdin = "", closes = false }: Run = {}): Promise<Ended> {
  const child = spawn(process.execPath, [bin, "flows", ...args], {
    env: { PATH: process.env["PATH"] },
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

test("flows prints client, server, port and protocol, and a summary on standard error", async () => {
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

test("flows reads several files together, gzip without being told, and standard input", async () => {
  const zipped = file("custom.log.gz", gzipSync(HEADER + OPENED));
  const { code, out } = await flows([zipped, "-"], { stdin: gzipSync(DEFAULT) });
  expect({ code, out }).toEqual({ code: 0, out: "10.1.4.20,10.1.9.31,443,6\n10.1.4.20,10.1.9.31,5432,6\n" });
});

test("flows reads the event that CloudWatch Logs sends", async () => {
  const logEvents = [{ id: "1", timestamp: 1, message: DEFAULT.trim() }];
  const payload = { messageType: "DATA_MESSAGE", owner: "1", logGroup: "g", logStream: "s", logEvents };
  const event = { awslogs: { data: gzipSync(JSON.stringify(payload)).toString("base64") } };
  expect(await flows(["-"], { stdin: JSON.stringify(event) })).toMatchObject({
    code: 0,
    out: "10.1.4.20,10.1.9.31,443,6\n",
  });
});

describe("a Parquet file", () => {
  const fixture = (name: string) => path.resolve(__dirname, "../fixtures/flow-logs", name);
  const expected = {
    code: 0,
    out: "10.1.4.20,10.1.9.31,5432,6\n10.1.4.21,10.1.9.31,5432,6\n10.1.4.22,10.1.9.31,5432,6\n2001:db8::1,2001:db8::2,443,6\n",
    err: "records: 5\nflows: 4\nskipped: no-data 1\nunreadable: none\ndirection by: tcp-flags 4\n",
  };

  test.each(["none", "snappy", "gzip", "zstd", "lz4", "brotli"])(
    "is read when it is compressed with %s",
    async (compression) => {
      expect(await builtFlows([fixture(`vpc-${compression}.parquet`)])).toEqual(expected);
    },
  );

  test("is read inside gzip and from standard input", async () => {
    const stdin = gzipSync(readFileSync(fixture("vpc-snappy.parquet")));
    expect(await builtFlows(["-"], { stdin })).toEqual(expected);
  });

  test("of another table is refused with the names of its columns", async () => {
    const { code, err } = await builtFlows([fixture("people.parquet")]);
    expect(code).toBe(1);
    expect(err).toContain(
      "people.parquet: looks like Parquet of another table, with the columns name, age, which is no",
    );
  });

  test("that is damaged in several columns causes one error", async () => {
    const damaged = Buffer.from(readFileSync(fixture("vpc-zstd.parquet")));
    for (
      let at = damaged.indexOf("\x28\xb5\x2f\xfd", 0, "latin1");
      at >= 0;
      at = damaged.indexOf("\x28\xb5\x2f\xfd", at, "latin1")
    )
      damaged[at] = 0;
    const { code, err } = await builtFlows(["-"], { stdin: damaged });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: standard input: the Parquet file of \d+ bytes cannot be read \(invalid zstd data\)/,
    );
  });

  test("that is cut anywhere causes an error", async () => {
    const whole = readFileSync(fixture("vpc-snappy.parquet"));
    for (const length of [4, 100, whole.length - 1]) {
      const { code, err } = await builtFlows(["-"], { stdin: whole.subarray(0, length) });
      expect(code).toBe(1);
      expect(err).toMatch(/standard input: the Parquet file of \d+ bytes cannot be read/);
    }
  });
});

describe("a folder", () => {
  const day = path.join(
    folder,
    "bucket/AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/year=2026/day=01",
  );
  beforeAll(() => {
    mkdirSync(day, { recursive: true });
    writeFileSync(path.join(day, "a.log.gz"), gzipSync(HEADER + OPENED));
    writeFileSync(path.join(day, "b.log"), DEFAULT);
    writeFileSync(path.join(day, "empty.log"), "");
    writeFileSync(path.join(day, "notes.txt"), "hello world\n");
    writeFileSync(path.join(day, "..", "trail.json"), '{"Records":[{"eventVersion":"1.08"}]}');
    writeFileSync(
      path.join(folder, "bucket", "events.json"),
      JSON.stringify({ events: [{ message: DEFAULT.trim() }] }),
    );
    symlinkSync(path.join(folder, "bucket"), path.join(day, "loop"));
    symlinkSync(path.join(folder, "nowhere"), path.join(day, "lost.log"));
    symlinkSync("itself", path.join(day, "itself"));
  });

  test("is read file by file, each recognised by its content, and other files are named and counted", async () => {
    const { code, out, err } = await flows([path.join(folder, "bucket")]);
    expect({ code, out }).toEqual({
      code: 0,
      out: "10.1.4.20,10.1.9.31,443,6\n10.1.4.20,10.1.9.31,5432,6\n",
    });
    expect(err).toContain("files: 4, and 5 that are not read:\n");
    expect(err).toMatch(/loop: a link to a folder, which is not followed\n/);
    expect(err).toMatch(/lost\.log: a link to a file that is not there \(ENOENT\)\n/);
    expect(err).toMatch(/itself: a link that cannot be followed \(ELOOP\)\n/);
    expect(err).toMatch(/notes\.txt: text without flow log records, first line "hello world" \(2 words\)\n/);
    expect(err).toMatch(/trail\.json: JSON with the keys eventVersion\n/);
    expect(err).toContain("records: 3\n");
  });

  test("with a truncated file fails, because its flows would be missing", async () => {
    const cut = path.join(folder, "cut");
    mkdirSync(cut);
    writeFileSync(path.join(cut, "a.log.gz"), gzipSync(HEADER + OPENED).subarray(0, -9));
    const { code, err } = await flows([cut]);
    expect(code).toBe(1);
    expect(err).toMatch(/a\.log\.gz: .+ends in the middle of the gzip/);
  });

  test("with a flow log of an unknown format fails", async () => {
    const custom = path.join(folder, "custom");
    mkdirSync(custom);
    writeFileSync(path.join(custom, "a.log"), DEFAULT);
    writeFileSync(path.join(custom, "b.log"), OPENED);
    const { code, err } = await flows([custom]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /b\.log: flow log without header: "3 10\.1\.4\.20 .+ has 8 fields, which is no known format\. Name .+--fields/,
    );
  });

  test("with logs of other services is read without them, and they are named", async () => {
    const mixed = path.join(folder, "mixed");
    mkdirSync(mixed);
    writeFileSync(path.join(mixed, "a.log"), DEFAULT);
    writeFileSync(
      path.join(mixed, "access.log"),
      '203.0.113.7 - - [01/Sep/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512\n',
    );
    writeFileSync(
      path.join(mixed, "syslog"),
      "Sep  1 10:00:00 web-1 sshd[211]: Accepted publickey for root\n",
    );
    const { code, out, err } = await flows([mixed]);
    expect({ code, out }).toEqual({ code: 0, out: "10.1.4.20,10.1.9.31,443,6\n" });
    expect(err).toContain("files: 1, and 2 that are not read:\n");
    expect(err).toMatch(/access\.log: text without flow log records, first line "203\.0\.113\.7 /);
    expect(err).toMatch(/syslog: text without flow log records, first line "Sep /);
  });

  test("without any flow log fails", async () => {
    const other = path.join(folder, "other");
    mkdirSync(other);
    expect((await flows([other])).err).toContain("other: there is no file\n");
    writeFileSync(path.join(other, "a.txt"), "hello\n");
    expect((await flows([other])).err).toMatch(
      /none of 1 files is a flow log\n.+a\.txt: text without flow log/,
    );
  });
});

test.each([
  ["no events", '{"events":[],"searchedLogStreams":[]}'],
  ["an empty array", "[]"],
  [
    "a payload without events",
    '{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","logEvents":[]}',
  ],
])("flows succeeds when there is nothing to read: %s", async (_, stdin) => {
  expect(await flows(["-"], { stdin })).toMatchObject({
    code: 0,
    out: "",
    err: expect.stringContaining("records: 0\n"),
  });
});

test("flows prints JSON with --json", async () => {
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

test("flows takes field names, server ports and the rule for undecided flows as options", async () => {
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
    "10.1.9.31,10.1.4.20,40000,6",
    "10.1.9.31,10.1.4.20,7777,6",
  ]);
});

test("flows ends quietly when the reader closes the pipe", async () => {
  const many = Array.from({ length: 60_000 }, (_, index) =>
    OPENED.replace("10.1.4.20", `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`),
  );
  const { code, err } = await builtFlows(["-"], { stdin: HEADER + many.join(""), closes: true });
  expect(code).toBe(0);
  expect(err).not.toMatch(/EPIPE|error/);
});

describe("flows fails and says what to do when it gets", () => {
  test.each([
    ["a truncated gzip", gzipSync(HEADER + OPENED).subarray(0, -9), [], 1, "ends in the middle of the gzip"],
    [
      "no flow log",
      "hello world\n",
      [],
      1,
      'standard input: looks like text without flow log records, first line "hello world" (2 words)',
    ],
    [
      "events of something else",
      '{"events":[{"message":"START RequestId: 1"}]}',
      [],
      1,
      "none of 1 records could be read. They do not look like flow log records.",
    ],
    ["other JSON", '{"a":1}', [], 1, "looks like JSON with the keys a, which is no flow log"],
    [
      "the wrong fields",
      OPENED.replace(" ACCEPT", ""),
      ["--fields", HEADER.trim()],
      1,
      "none of 1 records could be read. Name the fields with --fields",
    ],
    ["an unknown field", "", ["--fields", "version srcaddr colour"], 2, 'field 3 of 3 is "colour"'],
    ["a port that is none", "", ["--server-ports", "http"], 2, "whole number from 1 to 65535, got 'http'"],
    ["an unknown answer", "", ["--undecided", "guess"], 2, "Allowed choices are drop, lower-port"],
    ["an inventory without a map", DEFAULT, ["--inventory", "hosts"], 1, "--inventory: belongs to --map"],
    ["groups without a map", DEFAULT, ["--map-by", "app"], 1, "--map-by: belongs to --map"],
    [
      "groups of a map by networks",
      DEFAULT,
      ["--map", path.join(folder, "none.svg"), "--map-by", "app"],
      1,
      "--map-by: needs --inventory, or a PCE that the ILLUMIO_… environment variables name",
    ],
    ["no connection to upload to", DEFAULT, ["--upload"], 1, "ILLUMIO_PCE_HOST"],
  ])("%s", async (_, stdin, args, code, problem) => {
    const seen = await flows(["-", ...args], { stdin });
    expect(seen).toMatchObject({ code, out: "" });
    expect(seen.err).toContain(problem);
    expect(seen.err).not.toMatch(/\n\s+at /);
  });

  test("a file that does not exist", async () => {
    const { code, err } = await flows([path.join(folder, "nothing.log")]);
    expect(code).toBe(1);
    expect(err).toMatch(/nothing\.log cannot be read: ENOENT/);
  });
});

test("flows --map draws the flows that were read", async () => {
  const map = path.join(folder, "map.svg");
  const { code, out, err } = await flows(["-", "--map", map], { stdin: HEADER + OPENED });
  expect({ code, out }).toEqual({ code: 0, out: "10.1.4.20,10.1.9.31,5432,6\n" });
  expect(err).toContain(`map: ${map}, 2 groups by network, 1 arrow\n`);
  expect(readFileSync(map, "utf8")).toContain("10.1.9.0/24");
});

describe("flows --upload", () => {
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

  test("sends the flows, a thousand per call", async () => {
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
