import { gzipSync } from "node:zlib";
import { OWN_FORMAT } from "../../../core/contracts/aws/flow-log-format";

export interface RecordShape {
  readonly src: string;
  readonly dst: string;
  readonly srcPort?: number;
  readonly dstPort?: number;
  readonly protocol?: number;
  /** 2 is a SYN, 18 a SYN-ACK, 0 neither. */
  readonly flags?: number;
}

const VALUES: Readonly<Record<string, string>> = {
  version: "5",
  "account-id": "123456789012",
  "interface-id": "eni-0a11bb22cc33dd44e",
  packets: "18",
  bytes: "3120",
  start: "1788232200",
  end: "1788232260",
  action: "ACCEPT",
  "log-status": "OK",
  "flow-direction": "egress",
  type: "IPv4",
  "instance-id": "i-0a11bb22cc33dd44e",
  "vpc-id": "vpc-0a11bb22",
  "subnet-id": "subnet-0a11bb22",
};

/** One record in this package's own format. */
export function ownRecord({
  src,
  dst,
  srcPort = 50_000,
  dstPort = 443,
  protocol = 6,
  flags = 2,
}: RecordShape) {
  const values: Record<string, string> = {
    ...VALUES,
    srcaddr: src,
    dstaddr: dst,
    srcport: `${srcPort}`,
    dstport: `${dstPort}`,
    protocol: `${protocol}`,
    "tcp-flags": `${flags}`,
    "pkt-srcaddr": src,
    "pkt-dstaddr": dst,
  };
  return OWN_FORMAT.map((field) => values[field]).join(" ");
}

/** Opening records of `count` connections from different clients to one server. */
export function openings(count: number, server = "10.9.0.1", network = 1): string[] {
  return Array.from({ length: count }, (_, index) =>
    ownRecord({ src: `10.${network}.${Math.floor(index / 250)}.${(index % 250) + 1}`, dst: server }),
  );
}

export interface DeliveryShape {
  readonly messageType?: string;
  /** @default {@link LOG_GROUP} */
  readonly logGroup?: string;
  readonly logStream?: string;
}

/** The log group of a delivery that names no other. */
export const LOG_GROUP = "/illumio/vpc-0abc";

/** The event with which CloudWatch Logs invokes a function. */
export function delivery(records: readonly string[], shape: DeliveryShape = {}) {
  const payload = {
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: shape.logGroup ?? LOG_GROUP,
    logStream: "eni-0a11bb22cc33dd44e-all",
    subscriptionFilters: ["illumio"],
    logEvents: records.map((message, index) => ({
      id: `${38210045111222n * 10n ** 42n + BigInt(index)}`,
      timestamp: 1788232200000,
      message,
    })),
    ...shape,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString("base64") } };
}
