import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { FlowLogFormatError } from "../../../../core/errors";
import { FlowTable, readDelivery } from "../../../../core/flow-logs";
import { anyCharacter } from "../../../support/any-character";
import { OURS, payload, record, result } from "../reading";

const FLOW = "10.1.4.20,10.1.9.31,5432,6";
const SYN = record(OURS, { "tcp-flags": 2 });

function deliver(json: string | object, zip = true) {
  const bytes = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  const table = new FlowTable();
  const delivery = readDelivery(zip ? gzipSync(bytes) : bytes, OURS, table);
  return { delivery, ...result(table) };
}

test("a delivery names the account, log group and log stream it comes from", () => {
  expect(deliver(payload([SYN])).delivery).toEqual({
    kind: "data",
    owner: "123456789012",
    logGroup: "/illumio/vpc-0abc",
    logStream: "eni-0a11bb22cc33dd44e-all",
  });
});

test("a delivery names no origin when the payload has no text for it", () => {
  const odd = payload([SYN], { owner: 7, logGroup: { toString: 1 }, logStream: null });
  expect(deliver(odd, false)).toMatchObject({
    delivery: { owner: "", logGroup: "", logStream: "" },
    flows: [FLOW],
  });
});

test("a delivery is read when it is not compressed", () => {
  expect(deliver(payload([SYN]), false).flows).toEqual([FLOW]);
});

test("a delivery counts its bytes after decompression", () => {
  const json = JSON.stringify(payload([SYN]));
  expect(deliver(json).stats.bytes).toBe(json.length);
});

test("a delivery is read when its gzip has several members", () => {
  const json = JSON.stringify(payload([SYN]));
  const members = [json.slice(0, 100), json.slice(100)].map((part) => gzipSync(part));
  const table = new FlowTable();
  readDelivery(Buffer.concat(members), OURS, table);
  expect(result(table).flows).toEqual([FLOW]);
});

test("a delivery may have zero bytes between its gzip members and nothing else there", () => {
  const json = JSON.stringify(payload([SYN]));
  const [one, two] = [json.slice(0, 100), json.slice(100)].map((part) => gzipSync(part)) as [Buffer, Buffer];
  const read = (...parts: Uint8Array[]) => {
    const table = new FlowTable();
    readDelivery(Buffer.concat(parts), OURS, table);
    return result(table).flows;
  };
  expect(read(one, Buffer.alloc(4), two, Buffer.alloc(9))).toEqual([FLOW]);
  expect(() => read(one, two, Buffer.from([0, 0, 1, 2]))).toThrow(FlowLogFormatError);
  expect(() => read(one, two, Buffer.from([0, 0, 1, 2]))).toThrow(
    /behind the end of the gzip, at byte \d+, stands something else/,
  );
});

test("a control message of CloudWatch Logs is read without any record", () => {
  const message = "CWL CONTROL MESSAGE: Checking health of destination Lambda.";
  const { delivery, stats } = deliver(payload([message], { messageType: "CONTROL_MESSAGE", logStream: "" }));
  expect(delivery.kind).toBe("control");
  expect(stats.records).toBe(0);
});

describe("the events of a delivery", () => {
  const several = [2, 3, 6].map((flags, index) =>
    record(OURS, { "tcp-flags": flags, dstport: 8080 + index }),
  );
  const flows = [0, 1, 2].map((index) => `10.1.4.20,10.1.9.31,${8080 + index},6`);
  const event = (message: string, index: number) => ({
    id: "1".repeat(56),
    timestamp: 1788232200000 + index,
    message,
  });

  test("may come before the message type", () => {
    const { logEvents, ...rest } = payload(several);
    expect(deliver({ logEvents, ...rest }).flows).toEqual(flows);
  });

  test("may have their keys in any order", () => {
    const events = several.map((message, index) => {
      const { id, timestamp } = event(message, index);
      return index % 2 === 0 ? { message, timestamp, id } : { timestamp, message, id };
    });
    expect(deliver(payload([], { logEvents: events })).flows).toEqual(flows);
  });

  test("may carry extracted fields, even one called message", () => {
    const events = several.map((message, index) => ({
      extractedFields: { message: record(OURS, { "tcp-flags": 2, dstport: 1 }), note: 'a "}],{' },
      ...event(message, index),
      more: [{ message: SYN }, [1.5e-3, null, true]],
    }));
    expect(deliver(payload([], { logEvents: events })).flows).toEqual(flows);
  });

  test("may be spread over several lines", () => {
    const { logEvents: _, ...rest } = payload([]);
    const json = JSON.stringify({ ...rest, logEvents: several.map(event) }, undefined, 2);
    expect(deliver(json).flows).toEqual(flows);
  });

  test("may have escapes in the message and in the key", () => {
    const escaped = several.map((message, index) =>
      JSON.stringify(event(message, index))
        .replace("ACCEPT", "\\u0041CCEPT")
        .replace(" OK ", "\\tOK  ")
        .replace(/"}$/, '\\r\\n"}')
        .replace('"message"', index === 1 ? '"mess\\u0061ge"' : '"message"'),
    );
    const json = JSON.stringify(payload([], { logEvents: 0 })).replace(
      '"logEvents":0',
      `"logEvents":[${escaped}]`,
    );
    expect(json).toContain('"mess\\u0061ge":"5 123456789012');
    expect(deliver(json)).toMatchObject({ flows, stats: { records: 3, skipped: {} } });
  });

  test("without a message are counted as records that cannot be read", () => {
    const events = [{ id: "1" }, {}, { id: "2", message: null }, { id: "3", message: 7 }, event(SYN, 0)];
    const { stats, flows: seen } = deliver(payload([], { logEvents: events }));
    expect(stats).toMatchObject({
      records: 5,
      skipped: { "no-message": 4 },
      samples: { "no-message": '{"id":"1"}' },
    });
    expect(seen).toEqual([FLOW]);
  });

  test.each([
    ["missing", { id: "2" }],
    ["null", { id: "2", message: null }],
    ["empty", { id: "2", message: "" }],
    ["blank", { id: "2", message: " " }],
    ["a line end", { id: "2", message: "\n" }],
    ["escaped blanks", { id: "2", message: "\t\r\n" }],
  ])("without a text are counted at any place: %s", (_, empty) => {
    const full = { id: "1", message: SYN };
    const { stats } = deliver(payload([], { logEvents: [full, empty, full, empty, full, full, empty] }));
    expect(stats).toMatchObject({ records: 7, skipped: { "no-message": 3 } });
  });

  test("are each counted, with and without a text in any order", () => {
    const texts = fc.array(fc.constantFrom(undefined, null, "", "\n", SYN, several[1], 7), { maxLength: 12 });
    fc.assert(
      fc.property(texts, (messages) => {
        const logEvents = messages.map((message) => ({ id: "1", timestamp: 1, message, more: "{}" }));
        const { stats } = deliver(payload([], { logEvents }), false);
        const without = messages.filter(
          (message) => typeof message !== "string" || message.trim() === "",
        ).length;
        expect(stats.records).toBe(messages.length);
        expect(stats.skipped).toEqual(without === 0 ? {} : { "no-message": without });
      }),
      { numRuns: 300 },
    );
  });

  test("are parsed anew when one has another layout than those before it", () => {
    const like = { id: "1".repeat(56), message: SYN };
    const fake = record(OURS, { "tcp-flags": 2, dstport: 1 });
    const name = "x".repeat(56 - '1","":{"":"1'.length - 6);
    const unlike = { id: "1", fields: { [name]: "1", message: fake }, message: several[1] };
    const json = JSON.stringify(payload([], { logEvents: [like, like, unlike, like] }));
    expect(json.indexOf(`","message":"${fake}`) - json.indexOf('{"id":"1","fields"')).toBe(63);
    const { stats, flows: seen } = deliver(json);
    expect(stats).toMatchObject({ records: 4, skipped: {} });
    expect(seen).toEqual([FLOW, flows[1]]);
  });

  test.each([56, 57, 58, 59])(
    "are compared up to the quote that begins the message (id of %i digits)",
    (digits) => {
      const id = "1".repeat(digits);
      const logEvents = [
        { id, message: SYN },
        { id, message: SYN },
        { id, message: 7 },
        { id, message: SYN },
      ];
      expect(deliver(payload([], { logEvents })).stats).toMatchObject({
        records: 4,
        skipped: { "no-message": 1 },
      });
    },
  );

  test("may be an empty list", () => {
    expect(deliver(payload([])).stats.records).toBe(0);
  });

  test("are read the same whichever keys and spaces surround the message", () => {
    const values = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.dictionary(fc.string(), fc.string()),
    );
    const key = fc
      .string({ unit: anyCharacter })
      .filter((name) => name !== "message" && name !== "__proto__");
    const around = fc.dictionary(key, values, { maxKeys: 4 });
    const space = fc.constantFrom(undefined, 1, "\t");
    fc.assert(
      fc.property(fc.array(fc.tuple(around, around), { maxLength: 8 }), space, (sides, indent) => {
        const logEvents = sides.map(([before, after], index) => {
          const message = record(OURS, { "tcp-flags": 2, dstport: 1 + index });
          return {
            ...before,
            message,
            ...Object.fromEntries(Object.entries(after).filter(([name]) => !(name in before))),
          };
        });
        const { flows: seen, stats } = deliver(
          JSON.stringify(payload([], { logEvents }), undefined, indent),
          false,
        );
        expect(stats).toMatchObject({ records: sides.length, skipped: {} });
        expect(seen).toHaveLength(sides.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a delivery is refused", () => {
  test("when anything follows the payload", () => {
    const json = JSON.stringify(payload([SYN]));
    expect(() => deliver(`${json}\n ${json}`)).toThrow(FlowLogFormatError);
    expect(() => deliver(`${json}}`)).toThrow(/at byte \d+ of \d+ found "}"/);
    expect(deliver(`${json}\n`).flows).toEqual([FLOW]);
  });

  const zipped = gzipSync(JSON.stringify(payload(Array.from({ length: 200 }, () => SYN))));
  const read = (bytes: Uint8Array) => () => readDelivery(bytes, OURS, new FlowTable());

  test("when its gzip is truncated, and the error gives its size", () => {
    expect(read(zipped.subarray(0, zipped.length - 20))).toThrow(FlowLogFormatError);
    expect(read(zipped.subarray(0, zipped.length - 20))).toThrow(
      `flow log delivery of ${zipped.length - 20} bytes ends in the middle of the gzip; it was cut on its way. Fetch it again, whole.`,
    );
  });

  test("when its gzip is cut at any byte", () => {
    for (let length = 2; length < zipped.length; length += 7)
      expect(read(zipped.subarray(0, length))).toThrow(FlowLogFormatError);
  });

  test("when its gzip is damaged", () => {
    const damaged = Buffer.from(zipped);
    damaged.fill(0xff, 40, 60);
    expect(read(damaged)).toThrow(/is damaged gzip \(.+\)\. Fetch it again/);
  });

  test("when its bytes are neither gzip nor JSON", () => {
    expect(read(Buffer.from("H4sIAAAA"))).toThrow(
      'flow log delivery of 8 bytes is neither gzip nor JSON (starts with "H4sIAAAA"). Decode base64 first',
    );
  });

  test.each([
    [
      { records: [] },
      "messageType",
      "messageType is undefined, not DATA_MESSAGE or CONTROL_MESSAGE (keys: records)",
    ],
    [{ messageType: "OTHER", logEvents: [] }, "messageType", 'messageType is "OTHER"'],
    [
      { messageType: "DATA_MESSAGE", owner: "1" },
      "logEvents",
      "logEvents is missing (keys: messageType, owner)",
    ],
  ])("when it is other JSON: %j", (json, field, problem) => {
    expect(() => deliver(json)).toThrow(FlowLogFormatError);
    expect(() => deliver(json)).toThrow(expect.objectContaining({ field }));
    expect(() => deliver(json)).toThrow(problem);
  });

  test("when its JSON is cut at any character", () => {
    const json = JSON.stringify(payload([SYN, SYN, SYN]));
    for (let length = 1; length < json.length; length++)
      expect(() => deliver(json.slice(0, length), false)).toThrow(FlowLogFormatError);
  });

  test("when the format has an unknown field", () => {
    expect(() => readDelivery(zipped, [...OURS, "colour"], new FlowTable())).toThrow('is "colour"');
  });
});
