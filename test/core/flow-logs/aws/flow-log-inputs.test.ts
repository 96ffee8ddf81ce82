import { gzipSync, zstdCompressSync } from "node:zlib";
import { FlowLogFormatError } from "../../../../core/errors";
import { FlowTable, isNoFlowLogError, readFlowLogFile } from "../../../../core/flow-logs";
import { TRANSIT_GATEWAY_FORMAT } from "../../../../core/flow-logs/aws/flow-log-fields";
import { OURS, payload, readFile, record, V2 } from "../reading";

const FLOW = "10.1.4.20,10.1.9.31,5432,6";
const OTHER = "10.1.4.20,10.1.9.31,443,6";
const ONE = record(V2, { version: 2 });
const TWO = record(V2, { version: 2, dstport: 443 });
const OWN = record(OURS, { "tcp-flags": 2 });
const GATEWAY = record(TRANSIT_GATEWAY_FORMAT, {
  version: 6,
  "resource-type": "TransitGateway",
  "tcp-flags": 2,
  dstport: 443,
});
const CUSTOM = ["version", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "action"];
const json = (value: unknown) => JSON.stringify(value, undefined, 4);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const zipped = (text: string) => gzipSync(text).toString("base64");
const both = { flows: [OTHER, FLOW], stats: { records: 2, skipped: {} } };

describe("a file without records is read as an empty result when it holds", () => {
  test.each([
    ["no events", '{"events":[],"searchedLogStreams":[]}'],
    ["a payload without events", JSON.stringify(payload([]))],
    ["an array without elements", "[]"],
    ["no rows of a query", '{"results":[],"statistics":{},"status":"Complete"}'],
    ["no rows of Athena", '{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"srcaddr"}]}]}}'],
    ["no records of an event", '{"Records":[]}'],
    ["nothing", ""],
    ["blank lines", " \n\n"],
    ["a header", "version srcaddr dstaddr srcport dstport protocol\n"],
    ["a CSV header", "timestamp,message\n"],
    ["nothing inside gzip", gzipSync("")],
  ])("%s", async (_, content) => {
    expect((await readFile(content)).stats).toMatchObject({ records: 0, skipped: {} });
  });
});

describe("other records are read when one record is odd:", () => {
  test.each([
    ["an event", json({ events: [{ message: "bogus!" }, { message: ONE }, { message: TWO }] })],
    ["the first of texts", json(["bogus!", ONE, TWO])],
    [
      "a message of something else above",
      json({
        note: { message: "bogus!" },
        events: [{ message: "bogus!" }, { message: ONE }, { message: TWO }],
      }),
    ],
    ["the first lines", `bogus!\n${ONE}\n${TWO}\n`],
  ])("%s", async (_, content) => {
    const { flows, stats } = await readFile(content);
    expect({ flows, stats }).toMatchObject({
      flows: both.flows,
      stats: { records: 3, skipped: { "too-few-fields": 1 } },
    });
  });

  test.each([
    ["an event without text", json({ events: [{ message: ONE }, 7, { message: TWO }] })],
    ["a document among records of Firehose", `{"message":"${ONE}"}\n{"time":1}\n{"message":"${TWO}"}\n`],
    [
      "JSON with the keys eventVersion, eventSource",
      json({ Records: [{ kinesis: { data: base64(`${ONE}\n${TWO}`) } }, { kinesis: {} }] }),
    ],
  ])("%s", async (_, content) => {
    const { flows, stats } = await readFile(content);
    expect({ flows, stats }).toMatchObject({
      flows: both.flows,
      stats: { records: 3, skipped: { "no-message": 1 } },
    });
  });
});

describe("a flow log file is read from", () => {
  const events = [ONE, TWO].map((message, index) => ({ timestamp: index, message, ingestionTime: 1 }));
  const row = (message: string) => [
    { field: "@timestamp", value: "2026-09-01 00:00:00.000" },
    { field: "@message", value: message },
    { field: "@ptr", value: "CmEK" },
  ];
  const cell = (value: unknown) => ({ VarCharValue: String(value) });
  const subscription = (messages: readonly string[]) => JSON.stringify(payload(messages));

  test.each<[string, string]>([
    ["an array of events", json(events)],
    ["an array of texts, as --query 'events[].message' prints", json([ONE, TWO])],
    [
      "an array of rows, as --query 'events[].[timestamp,message]' prints",
      json([
        [1, ONE],
        [2, TWO],
      ]),
    ],
    ["texts one a line, as jq prints", `${JSON.stringify(ONE)}\n${JSON.stringify(TWO)}\n`],
    ["records of Firehose, joined", `{"message":"${ONE}"}{"message":"${TWO}"}`],
    ["records of Firehose, one a line", `{"message":"${ONE}"}\n{"message":"${TWO}"}\n`],
    [
      "the event of Firehose's transformation",
      json({
        invocationId: "1",
        records: [
          { recordId: "1", data: base64(`{"message":"${ONE}"}`) },
          { recordId: "2", data: base64(TWO) },
        ],
      }),
    ],
    [
      "the event of Kinesis",
      json({
        Records: [{ eventSource: "aws:kinesis", kinesis: { data: zipped(subscription([ONE, TWO])) } }],
      }),
    ],
    [
      "what aws kinesis get-records prints",
      json({ Records: [{ Data: base64(`${ONE}\n${TWO}\n`) }], NextShardIterator: "A" }),
    ],
    [
      "what Firehose sends to an endpoint",
      json({
        requestId: "1",
        timestamp: 1,
        records: [{ data: zipped(subscription([ONE])) }, { data: base64(TWO) }],
      }),
    ],
    ["what aws logs get-query-results prints", json({ results: [row(ONE), row(TWO)], status: "Complete" })],
    [
      "what get-query-results prints of discovered fields",
      json({
        results: ["5432", "443"].map((port) =>
          Object.entries({
            srcAddr: "10.1.4.20",
            dstAddr: "10.1.9.31",
            srcPort: "51544",
            dstPort: port,
            protocol: "6",
            action: "ACCEPT",
          }).map(([field, value]) => ({ field, value })),
        ),
      }),
    ],
    [
      "what aws athena get-query-results prints",
      json({
        ResultSet: {
          Rows: [V2, ONE.split(" "), TWO.split(" ")].map((values) => ({
            Data: values.map((value) => cell(value.replaceAll("-", values === V2 ? "_" : "-"))),
          })),
          ResultSetMetadata: {},
        },
      }),
    ],
    ["CSV of the console", `timestamp,message\n1788232200000,${ONE}\n1788232200000,${TWO}\n`],
    [
      "CSV of the console, quoted, CRLF, without end",
      `"timestamp","message"\r\n"1","${ONE}"\r\n"2","${TWO}"`,
    ],
    [
      "CSV of Logs Insights",
      `@timestamp,@message\n2026-09-01 00:00:00.000,"${ONE}"\n2026-09-01 00:00:00.000,"${TWO}"\n`,
    ],
    ["CSV of Logs Insights with one column", `@message\n"${ONE}"\n"${TWO}"\n`],
    [
      "CSV of discovered fields",
      `@timestamp,srcAddr,dstAddr,srcPort,dstPort,protocol,action\n1,10.1.4.20,10.1.9.31,51544,5432,6,ACCEPT\n2,10.1.4.20,10.1.9.31,51544,443,6,ACCEPT\n`,
    ],
    [
      "CSV of Athena",
      `"version","account_id","interface_id","srcaddr","dstaddr","srcport","dstport","protocol","packets","bytes","start","end","action","log_status","day"\n${[ONE, TWO].map((text) => `"${text.split(" ").join('","')}","2026/09/01"\n`).join("")}`,
    ],
    [
      "CSV of the older table of Athena",
      `account,interfaceid,sourceaddress,destinationaddress,sourceport,destinationport,protocol,numpackets,numbytes,starttime,endtime,action,logstatus\n${[ONE, TWO].map((text) => `${text.split(" ").slice(1).join(",")}\n`).join("")}`,
    ],
    [
      "CSV with semicolons and 443.0",
      "srcaddr;dstaddr;srcport;dstport;protocol\n10.1.4.20;10.1.9.31;51544.0;5432.0;6\n10.1.4.20;10.1.9.31;51544.0;443.0;6\n",
    ],
    ["a header with commas over records with spaces", `${V2.join(",")}\n${ONE}\n${TWO}\n`],
    [
      "--output text of filter-log-events",
      `EVENTS\t3821\t1788\teni-0a-all\t${ONE}\t1788\nEVENTS\t3822\t1788\teni-0a-all\t${TWO}\t1788\nSEARCHEDLOGSTREAMS\teni-0a-all\tTrue\n`,
    ],
    [
      "--output text of get-log-events",
      `b/38210045111222333444555666/s\tf/38210045111222333444555666/s\nEVENTS\t1788\t${ONE}\t1788\nEVENTS\t1788\t${TWO}\t1788\n`,
    ],
    ["--output text of messages", `${ONE}\t${TWO}\n`],
    [
      "aws logs tail",
      `2026-09-01T00:00:00+00:00 eni-0a11bb22cc33dd44e-all ${ONE}\n2026-09-01T00:00:00.123000+00:00 eni-0a11bb22cc33dd44e-all ${TWO}\n`,
    ],
    ["aws logs tail --format short", `2026-09-01T00:00:00 ${ONE}\n2026-09-01T00:00:00 ${TWO}\n`],
    [
      "aws logs tail with colours",
      [ONE, TWO]
        .map((text) => `\u001b[32m2026-09-01T00:00:00+00:00\u001b[0m \u001b[36meni-0a-all\u001b[0m ${text}\n`)
        .join(""),
    ],
    ["a time of two words", `2026-09-01 00:00:00 ${ONE}\n2026-09-01 00:00:00 ${TWO}\n`],
  ])("%s", async (_, content) => {
    for (const bytes of [
      content,
      gzipSync(content),
      [...Buffer.from(content)].map((byte) => Buffer.of(byte)),
    ]) {
      const { flows, stats } = await readFile(bytes);
      expect({ flows, stats }).toMatchObject(both);
    }
  });

  test.each([
    ["gzip in gzip", (text: string) => gzipSync(gzipSync(text))],
    ["zstd", (text: string) => zstdCompressSync(text)],
    [
      "zstd of several frames",
      (text: string) =>
        Buffer.concat([zstdCompressSync(text.slice(0, 90)), zstdCompressSync(text.slice(90))]),
    ],
    ["gzip in zstd", (text: string) => zstdCompressSync(gzipSync(text))],
    ["UTF-16, the low byte first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16, the high byte first", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["UTF-16 inside gzip", (text: string) => gzipSync(Buffer.from(`\ufeff${text}`, "utf16le"))],
  ])("%s", async (_, pack) => {
    for (const text of [`${ONE}\n${TWO}\n`, json([ONE, TWO]), `timestamp,message\n1,${ONE}\n2,${TWO}\n`]) {
      const packed = pack(text);
      for (const size of [packed.length, 1, 7]) {
        const pieces = Array.from({ length: Math.ceil(packed.length / size) }, (_, index) =>
          packed.subarray(index * size, (index + 1) * size),
        );
        const { flows, stats } = await readFile(pieces);
        expect({ flows, stats }).toMatchObject(both);
      }
    }
  });

  test("messages with tabs between them that are longer than the limit of a line", async () => {
    const many = Array.from({ length: 12_000 }, (_, index) =>
      record(V2, { version: 2, srcport: 10_000 + index }),
    );
    expect((await readFile(many.join("\t"))).stats).toMatchObject({ records: 12_000, skipped: {} });
  });
});

describe("each record is read by its own format from", () => {
  const mixed = [ONE, GATEWAY, OWN, ONE, "bogus!", GATEWAY];
  test.each([
    ["lines", `${mixed.join("\n")}\n`],
    ["events", json({ events: mixed.map((message) => ({ message })) })],
    ["texts", json(mixed)],
    ["records of Firehose", mixed.map((message) => JSON.stringify({ message })).join("\n")],
    ["CSV", `timestamp,message\n${mixed.map((text) => `1,${text}\n`).join("")}`],
    ["several files", [ONE, GATEWAY, OWN, ONE, "bogus!", GATEWAY].join("\n")],
  ])("%s", async (_, content) => {
    const { flows, stats } = await readFile(content);
    expect(flows).toEqual([OTHER, FLOW]);
    expect(stats).toMatchObject({ records: 6, skipped: { "too-few-fields": 1 } });
  });

  test("lines of which the caller names the format of the rest", async () => {
    const lines = `3 10.1.4.20 10.1.9.31 51544 5432 6 ACCEPT\n${GATEWAY}\n3 10.1.4.20 10.1.9.31 51544 5432 6 ACCEPT\n`;
    expect((await readFile(lines, CUSTOM)).flows).toEqual([OTHER, FLOW]);
  });
});

describe("rows of CSV", () => {
  test("may hold line ends and quotes between quotes", async () => {
    const csv = `note,message\n"a ""b"",\nc",${ONE}\n"",${TWO}\n`;
    expect(await readFile(csv)).toMatchObject(both);
  });

  test("are each counted, whatever is wrong with one", async () => {
    const csv = `timestamp,message\n1,${ONE}\n1\n1,2,3\n"1"2,${ONE}\n1,\n`;
    expect((await readFile(csv)).stats).toMatchObject({
      records: 5,
      skipped: { "too-few-fields": 1, "too-many-fields": 1, "bad-quotes": 1, "no-message": 1 },
    });
  });

  test("with a quote that is never closed do not fill the memory", async () => {
    function* pieces() {
      yield Buffer.from(`timestamp,message\n1,"${ONE}\n`);
      for (let count = 0; count < 40; count++) yield Buffer.alloc(100_000, "x");
    }
    expect((await readFile(pieces())).stats).toMatchObject({ skipped: { "too-long": 1 } });
  });
});

describe("the error of a file that is no flow log says what it looks like:", () => {
  const localHeader = (name: string) => {
    const head = Buffer.alloc(30);
    head.write("PK\x03\x04", "latin1");
    head.writeUInt16LE(name.length, 26);
    return Buffer.concat([head, Buffer.from(`${name}rest of the archive`)]);
  };
  const tar = Buffer.alloc(1024);
  tar.write("AWSLogs/a.log.gz");
  tar.write("ustar", 257);

  test.each<[string, string | Uint8Array, string]>([
    [
      "zip",
      localHeader("AWSLogs/a.log.gz"),
      'gzip inside zip, first entry "AWSLogs/a.log.gz", which is no flow log. Unpack it and give the folder.',
    ],
    ["zip of text", localHeader("a.log"), 'a zip archive, first entry "a.log"'],
    ["tar", tar, 'a tar archive, first entry "AWSLogs/a.log.gz"'],
    ["tar.gz", gzipSync(tar), 'a tar archive, first entry "AWSLogs/a.log.gz" inside gzip'],
    ["bzip2", "BZh91AY&SY", "bzip2"],
    ["Parquet", "PAR1....PAR1", "Parquet"],
    [
      "UTF-16",
      Buffer.from("\ufeffhello world\n", "utf16le"),
      'UTF-16 text without flow log records, first line "hello world" (2 words)',
    ],
    ["text", "hello world\n", 'text without flow log records, first line "hello world" (2 words)'],
    ["binary data", Buffer.from([1, 2, 3, 0, 0, 4, 5]), "binary data"],
    ["a web page", "<!DOCTYPE html><html>", "a web page"],
    ["an error of S3", '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "XML"],
    ["text like JSON", "[link] to something\n", "text that begins like JSON"],
    ["other JSON", '{"time":1,"flows":[]}', "JSON with the keys time, flows"],
    [
      "CloudTrail",
      '{"Records":[{"eventVersion":"1.08","eventSource":"ec2.amazonaws.com"}]}',
      "JSON with the keys eventVersion, eventSource",
    ],
  ])("%s", async (_, content, looksLike) => {
    const table = new FlowTable();
    const reading = readFlowLogFile([Buffer.from(content)], undefined, table);
    await expect(reading).rejects.toThrow(FlowLogFormatError);
    await expect(reading).rejects.toThrow(`looks like ${looksLike}`);
    expect(isNoFlowLogError(await reading.catch((error) => error))).toBe(true);
    expect(table.stats).toMatchObject({ records: 0, skipped: {} });
  });
});

describe("a log of another service is refused as no flow log:", () => {
  test.each([
    ["Apache, common", '203.0.113.7 - - [01/Sep/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512'],
    [
      "Apache, behind a proxy",
      '203.0.113.7 10.1.4.20 - - [01/Sep/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 512 80 443',
    ],
    ["syslog", "Sep  1 10:00:00 web-1 sshd[211]: Connection from 10.1.4.20 port 51544 on 10.1.9.31 port 22"],
    ["syslog of a firewall", "Sep 1 10:00:00 fw kernel: ACCEPT 10.1.4.20 -> 10.1.9.31 len 60 ttl 64"],
    ["syslog, RFC 5424", "<34>1 2026-09-01T10:00:00.003Z web-1 su - ID47 - 'su root' failed"],
    ["IIS", "2026-09-01 10:00:00 10.1.9.31 GET / - 443 - 10.1.4.20 Mozilla/5.0+(X11) - 200 0 0 15"],
    ["Windows firewall", "2026-09-01 10:00:00 ALLOW TCP 10.1.4.20 10.1.9.31 51544 443 0 - 0 0 0 - - - SEND"],
    [
      "a load balancer",
      'http 2026-09-01T10:00:00.186641Z app/a/50dc 10.1.4.20:2817 10.1.9.31:80 0.000 0.001 0.000 200 200 34 366 "GET / HTTP/1.1"',
    ],
    ["a hosts file", "127.0.0.1 localhost\n10.1.4.20 web-1 web-1.example.com"],
    ["a routing table", "10.1.4.0 10.1.9.1 255.255.255.0 UG 0 0 0 eth0"],
    ["marks only", "- - - - - -"],
    ["CSV of another table, in quotes", '"name";"age"\n"a";1'],
    ["CSV of another table, with commas", '"name","age"\n"a",1'],
    ["a citation", '"To be or not to be"\nsaid he'],
  ])("%s", async (_, line) => {
    const error = await readFile(`${line}\n${line}\n`).catch((problem) => problem);
    expect(isNoFlowLogError(error) ? "no flow log" : error).toBe("no flow log");
  });

  test.each([
    ["numbers and addresses", "10.1.4.20 10.1.9.31 51544 443 6 2"],
    ["IPv6", "2001:db8::1 2001:db8::2 51544 443 6"],
    ["with an action", "a-tag 10.1.4.20 10.1.9.31 51544 443 6 ACCEPT"],
    ["with an interface", "eni-0a11bb22cc33dd44e 10.1.4.20 10.1.9.31 51544 443 6 some text"],
    ["behind a record without data", "3 - - - - - - NODATA\n3 10.1.4.20 10.1.9.31 51544 443 6 2 OK"],
    ["with the time of a tool before", "2026-09-01T10:00:00 3 10.1.4.20 10.1.9.31 51544 443 6 2 ACCEPT"],
  ])(
    "but records of an unknown format are refused with a question for their fields: %s",
    async (_, lines) => {
      const error = await readFile(`${lines}\n`).catch((problem) => problem);
      expect(error.message).toMatch(/^flow log without header: .+ Name the fields .+--fields/);
      expect(isNoFlowLogError(error)).toBe(false);
    },
  );
});

test("JSON of a flow log that is cut is an error and is not taken for another kind of file", async () => {
  for (const text of [json({ events: [{ message: ONE }] }), json([ONE]), JSON.stringify(payload([OWN]))]) {
    const error = await readFile(text.slice(0, -3)).catch((problem) => problem);
    expect(error).toBeInstanceOf(FlowLogFormatError);
    expect(isNoFlowLogError(error)).toBe(false);
  }
});

test("a zstd file is refused with the Node.js version it needs when zstd is missing", async () => {
  jest.resetModules();
  jest.doMock("node:zlib", () => ({ ...jest.requireActual("node:zlib"), createZstdDecompress: undefined }));
  const old = require("../../../../core/flow-logs") as typeof import("../../../../core/flow-logs");
  const reading = old.readFlowLogFile([zstdCompressSync(ONE)], undefined, new old.FlowTable());
  await expect(reading).rejects.toThrow("is zstd, which Node.js reads from version 22.15 on");
  jest.dontMock("node:zlib");
});
