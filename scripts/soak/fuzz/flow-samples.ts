import { gzipSync } from "node:zlib";
import { DEFAULT_FORMAT, OWN_FORMAT } from "../../../core/contracts/aws/flow-log-format";
import { TRANSIT_GATEWAY_FORMAT } from "../../../core/flow-logs/aws/flow-log-fields";

/** The log group of every delivery that is made here. */
export const SAMPLE_LOG_GROUP = "/illumio/vpc-0abc";

/** Records of a real form, in the formats that are known without a header. */
export const DEFAULT_RECORDS = [
  "2 123456789012 eni-0a11bb22cc33dd44e 10.1.4.20 10.1.9.31 51544 5432 6 18 3120 1788232200 1788232260 ACCEPT OK",
  "2 123456789012 eni-0a11bb22cc33dd44e 10.1.9.31 10.1.4.20 5432 51544 6 18 3120 1788232200 1788232260 ACCEPT OK",
  "2 123456789012 eni-0a11bb22cc33dd44e 10.1.4.66 10.1.9.31 51545 22 6 1 40 1788232200 1788232260 REJECT OK",
  "2 unknown eni-0a11bb22cc33dd44e 2001:db8::1 2001:db8::2 0 0 58 1 40 1788232200 1788232260 ACCEPT OK",
  "2 123456789012 eni-0a11bb22cc33dd44e - - - - - - - 1788232440 1788232500 - NODATA",
  "2 123456789012 eni-0a11bb22cc33dd44e - - - - - - - 1788232500 1788232560 - SKIPDATA",
];

export const OWN_RECORDS = DEFAULT_RECORDS.map((record, index) =>
  index < 4
    ? `${record} ${[2, 18, 2, 0][index]} ingress ${record.split(" ")[3]} ${record.split(" ")[4]} IPv4 i-0123456789abcdef0 vpc-0abc subnet-0abc`
    : `${record} - - - - - - vpc-0abc subnet-0abc`,
);

const TGW: Readonly<Record<string, string>> = {
  version: "6",
  "resource-type": "TransitGateway",
  "account-id": "123456789012",
  srcaddr: "10.1.4.20",
  dstaddr: "10.1.9.31",
  srcport: "51544",
  dstport: "5432",
  protocol: "6",
  "tcp-flags": "2",
  "log-status": "OK",
};
export const TRANSIT_GATEWAY_RECORDS = [TRANSIT_GATEWAY_FORMAT.map((field) => TGW[field] ?? "-").join(" ")];

export const FORMATS: readonly (readonly string[])[] = [DEFAULT_FORMAT, OWN_FORMAT, TRANSIT_GATEWAY_FORMAT];

export const lines = (...records: readonly string[]): string =>
  records.map((record) => `${record}\n`).join("");

/** What CloudWatch Logs sends to a subscription. */
export function deliveryOf(messages: readonly unknown[]): string {
  return JSON.stringify({
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: SAMPLE_LOG_GROUP,
    logStream: "eni-0a11bb22cc33dd44e-all",
    subscriptionFilters: ["illumio"],
    logEvents: messages.map((message, index) => ({
      id: `38210045111222333444555666777888999000111222333444${555_666 + index}`,
      timestamp: 1_788_232_200_000 + index,
      message,
    })),
  });
}

/** What invokes a function that is subscribed. */
export function lambdaEventOf(json: string): string {
  return JSON.stringify({ awslogs: { data: gzipSync(json).toString("base64") } });
}

/** What `aws logs filter-log-events` prints. */
export function filterEventsOf(messages: readonly unknown[]): string {
  const events = messages.map((message, index) => ({
    logStreamName: "eni-0a11bb22cc33dd44e-all",
    timestamp: 1_788_232_200_000 + index,
    message,
    ingestionTime: 1_788_232_300_000,
    eventId: "382100",
  }));
  return JSON.stringify({ events, searchedLogStreams: [] }, undefined, 4);
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Other documents that contain records. */
export const RECORD_DOCUMENTS: readonly string[] = [
  JSON.stringify(DEFAULT_RECORDS),
  JSON.stringify(DEFAULT_RECORDS.map((message) => ({ timestamp: 1, message }))),
  DEFAULT_RECORDS.map((message) => JSON.stringify({ message })).join("\n"),
  JSON.stringify({
    Records: [
      { eventSource: "aws:kinesis", kinesis: { data: gzipSync(deliveryOf(OWN_RECORDS)).toString("base64") } },
      { kinesis: { data: base64(lines(...DEFAULT_RECORDS)) } },
    ],
  }),
  JSON.stringify({
    requestId: "1",
    records: [{ recordId: "1", data: base64(JSON.stringify({ message: DEFAULT_RECORDS[0] })) }],
  }),
  JSON.stringify({
    results: DEFAULT_RECORDS.map((value) => [
      { field: "@timestamp", value: "2026-09-01 00:00:00.000" },
      { field: "@message", value },
    ]),
    status: "Complete",
  }),
  JSON.stringify({
    ResultSet: {
      Rows: [DEFAULT_FORMAT, ...DEFAULT_RECORDS.slice(0, 4).map((record) => record.split(" "))].map(
        (values) => ({
          Data: values.map((VarCharValue) => ({ VarCharValue })),
        }),
      ),
    },
  }),
];
