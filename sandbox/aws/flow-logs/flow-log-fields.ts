import { TCP } from "../../cloud/traffic/packet";
import type { NetworkInterface } from "../../cloud/traffic/topology";
import type { FlowRecord } from "./flow-record";

/** What a field may need besides the record itself. */
export interface FieldContext {
  readonly region: string;
  readonly cloudServices: ReadonlyMap<string, string>;
  readonly interfaceOf: (interfaceId: string | undefined) => NetworkInterface | undefined;
  readonly tagKeys: TagKeys;
}

/** Tag keys in the order given to `TagFieldSpecifications`: at most two each. */
export interface TagKeys {
  readonly instance?: readonly string[];
  readonly "network-interface"?: readonly string[];
  readonly "auto-scaling-group"?: readonly string[];
}

interface Field {
  /** Flow log version that introduced the field. */
  readonly version: number;
  /** Text for the record; undefined is written as `-`. */
  readonly value: (record: FlowRecord, context: FieldContext) => string | number | undefined;
}

const notHere = () => undefined;

/** Every field of a VPC flow log, versions 2 to 11 (version 6 exists for transit gateways only). */
const FIELDS: Readonly<Record<string, Field>> = {
  version: { version: 2, value: notHere },
  "account-id": { version: 2, value: ({ networkInterface }) => networkInterface.accountId },
  "interface-id": { version: 2, value: ({ networkInterface }) => networkInterface.id },
  srcaddr: {
    version: 2,
    value: (record) => (record.direction === "egress" ? primary(record, record.src) : record.src),
  },
  dstaddr: {
    version: 2,
    value: (record) => (record.direction === "ingress" ? primary(record, record.dst) : record.dst),
  },
  srcport: { version: 2, value: ({ srcPort }) => srcPort },
  dstport: { version: 2, value: ({ dstPort }) => dstPort },
  protocol: { version: 2, value: ({ protocol }) => protocol },
  packets: { version: 2, value: ({ packets }) => packets },
  bytes: { version: 2, value: ({ bytes }) => bytes },
  start: { version: 2, value: ({ start }) => start },
  end: { version: 2, value: ({ end }) => end },
  action: { version: 2, value: ({ action }) => action },
  "log-status": { version: 2, value: () => "OK" },

  "vpc-id": { version: 3, value: ({ networkInterface }) => networkInterface.vpcId },
  "subnet-id": { version: 3, value: ({ networkInterface }) => networkInterface.subnetId },
  "instance-id": { version: 3, value: ({ networkInterface }) => networkInterface.instanceId },
  "tcp-flags": { version: 3, value: ({ tcpFlags }) => tcpFlags },
  type: { version: 3, value: ({ src }) => (isIpv6(src) ? "IPv6" : "IPv4") },
  "pkt-srcaddr": { version: 3, value: ({ src }) => src },
  "pkt-dstaddr": { version: 3, value: ({ dst }) => dst },

  region: { version: 4, value: (_, { region }) => region },
  "az-id": { version: 4, value: ({ networkInterface }) => networkInterface.azId },
  "sublocation-type": { version: 4, value: notHere },
  "sublocation-id": { version: 4, value: notHere },

  "pkt-src-aws-service": { version: 5, value: ({ src }, { cloudServices }) => cloudServices.get(src) },
  "pkt-dst-aws-service": { version: 5, value: ({ dst }, { cloudServices }) => cloudServices.get(dst) },
  "flow-direction": { version: 5, value: ({ direction }) => direction },
  "traffic-path": {
    version: 5,
    value: ({ direction, trafficPath }) => (direction === "egress" ? trafficPath : undefined),
  },

  "ecs-cluster-arn": { version: 7, value: notHere },
  "ecs-cluster-name": { version: 7, value: notHere },
  "ecs-container-instance-arn": { version: 7, value: notHere },
  "ecs-container-instance-id": { version: 7, value: notHere },
  "ecs-container-id": { version: 7, value: notHere },
  "ecs-second-container-id": { version: 7, value: notHere },
  "ecs-service-name": { version: 7, value: notHere },
  "ecs-task-definition-arn": { version: 7, value: notHere },
  "ecs-task-arn": { version: 7, value: notHere },
  "ecs-task-id": { version: 7, value: notHere },

  "reject-reason": { version: 8, value: notHere },
  "resource-id": { version: 9, value: notHere },
  "encryption-status": { version: 10, value: encryptionStatus },

  "instance-tag": { version: 11, value: instanceTag(0) },
  "instance-tag-2": { version: 11, value: instanceTag(1) },
  "interface-tag": { version: 11, value: interfaceTag(0) },
  "interface-tag-2": { version: 11, value: interfaceTag(1) },
  "asg-tag": { version: 11, value: notHere },
  "asg-tag-2": { version: 11, value: notHere },
  "interface-type": { version: 11, value: ({ networkInterface }) => networkInterface.interfaceType },
  "next-hop-interface-id": { version: 11, value: (record, context) => nextHop(record, context)?.id },
  "next-hop-subnet-id": { version: 11, value: (record, context) => nextHop(record, context)?.subnetId },
  "next-hop-az-id": { version: 11, value: (record, context) => nextHop(record, context)?.azId },
  "next-hop-vpc-id": { version: 11, value: (record, context) => nextHop(record, context)?.vpcId },
  "next-hop-interface-type": {
    version: 11,
    value: (record, context) => nextHop(record, context)?.interfaceType,
  },
};

/** Names of all fields that a VPC flow log can have, oldest version first. */
export const FLOW_LOG_FIELDS: readonly string[] = Object.keys(FIELDS);

/** The fields and the order of a flow log that names no format. */
export const DEFAULT_FLOW_LOG_FIELDS: readonly string[] = FLOW_LOG_FIELDS.slice(0, 14);

/**
 * Field names of a `LogFormat` text such as `${version} ${account-id}`.
 *
 * @throws when the text is not a list of known fields
 */
export function parseLogFormat(text: string): string[] {
  const fields = text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const field = /^\$\{([^{}]+)\}$/.exec(word)?.[1];
      if (field === undefined) throw new Error(`LogFormat must name fields as \${field}, got "${word}"`);
      return field;
    });
  checkFields(fields);
  return fields;
}

/** @throws when the list is empty or holds a name that is not a VPC flow log field */
export function checkFields(fields: readonly string[]): void {
  const unknown = fields.filter((field) => !Object.hasOwn(FIELDS, field));
  if (fields.length === 0) throw new Error("A flow log needs at least one field, got none");
  if (unknown.length > 0) throw new Error(`Not a field of a VPC flow log: ${unknown.join(", ")}`);
}

/** Highest version among the fields; what a record shows as `version`. */
export function versionOf(fields: readonly string[]): number {
  return Math.max(...fields.map((field) => FIELDS[field]?.version ?? 2));
}

/** Writes records in the flow log's own field order. */
export function recordWriter(
  fields: readonly string[],
  context: FieldContext,
): (record: FlowRecord) => string {
  const version = versionOf(fields);
  const values = fields.map((field): Field["value"] =>
    field === "version" ? () => version : FIELDS[field]!.value,
  );
  return (record) => {
    let line = "";
    for (const value of values) line += ` ${value(record, context) ?? "-"}`;
    return line.slice(1);
  };
}

/**
 * A line that stands for a whole window. Whether AWS fills the fields of versions 3 and later here is UNCONFIRMED;
 * they are `-`.
 */
export function formatStatus(
  fields: readonly string[],
  networkInterface: NetworkInterface,
  status: "NODATA" | "SKIPDATA",
  start: number,
  end: number,
): string {
  const known: Record<string, string | number> = {
    version: versionOf(fields),
    "account-id": networkInterface.accountId,
    "interface-id": networkInterface.id,
    start,
    end,
    "log-status": status,
  };
  return fields.map((field) => known[field] ?? "-").join(" ");
}

/** The interface's own side is shown with its primary address, whichever of its addresses the packet carried. */
function primary({ networkInterface }: FlowRecord, address: string): string {
  const ipv6 = isIpv6(address);
  return networkInterface.addresses.find((own) => isIpv6(own) === ipv6) ?? address;
}

function isIpv6(address: string): boolean {
  return address.includes(":");
}

function nextHop({ peerInterfaceId }: FlowRecord, context: FieldContext): NetworkInterface | undefined {
  return context.interfaceOf(peerInterfaceId);
}

/** 2 where a port says that the application encrypts, else 0; AWS guesses by port as well. */
function encryptionStatus({ action, protocol, srcPort, dstPort }: FlowRecord): number | undefined {
  if (action === "REJECT") return undefined;
  const encrypted = [22, 443, 6514, 8443];
  return protocol === TCP && (encrypted.includes(srcPort) || encrypted.includes(dstPort)) ? 2 : 0;
}

function instanceTag(position: number): Field["value"] {
  return ({ networkInterface }, { tagKeys }) =>
    tagValue(networkInterface.instanceTags, tagKeys.instance?.[position]);
}

function interfaceTag(position: number): Field["value"] {
  return ({ networkInterface }, { tagKeys }) =>
    tagValue(networkInterface.tags, tagKeys["network-interface"]?.[position]);
}

function tagValue(
  tags: Readonly<Record<string, string>> | undefined,
  key: string | undefined,
): string | undefined {
  const value = key === undefined ? undefined : tags?.[key];
  return value === undefined || value === "" ? undefined : encodeURIComponent(value);
}
