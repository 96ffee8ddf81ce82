import { FlowLogFormatError } from "../../errors";

/**
 * Every field AWS publishes for flow logs, in the order of its documentation.
 *
 * @see Amazon VPC User Guide, "Flow log records" (versions 2 to 11, except 6)
 * @see AWS Transit Gateway Guide, "Transit Gateway Flow Logs" (version 6)
 */
export const FLOW_LOG_FIELDS: ReadonlySet<string> = new Set(
  [
    // version 2
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
    // version 3
    "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr",
    // version 4
    "region az-id sublocation-type sublocation-id",
    // version 5
    "pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path",
    // version 6: transit gateways
    "resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id",
    "tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id",
    "packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired",
    // version 7
    "ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id",
    "ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id",
    // versions 8, 9, 10
    "reject-reason resource-id encryption-status",
    // version 11
    "instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 interface-type",
    "next-hop-interface-id next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type",
  ].flatMap((line) => line.split(" ")),
);

/** The default format of a transit gateway's flow log. */
export const TRANSIT_GATEWAY_FORMAT: readonly string[] = [
  ..."version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id".split(
    " ",
  ),
  ..."tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni".split(" "),
  ..."tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol".split(" "),
  ..."packets bytes start end log-status type packets-lost-no-route packets-lost-blackhole".split(" "),
  ..."packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region flow-direction".split(" "),
  ..."pkt-src-aws-service pkt-dst-aws-service".split(" "),
];

/**
 * Field names of a format: `version account-id …`, also with commas or as `${version} ${account-id} …`.
 *
 * `-` stands for a column to skip, so that a field AWS adds later does not make a flow log unreadable.
 *
 * @throws FlowLogFormatError when a name is not published by AWS, comes twice, or one that is needed is missing
 */
export function flowLogFields(text: string): readonly string[] {
  const fields = names(text);
  checkFields(fields);
  return fields;
}

/** @throws FlowLogFormatError as `flowLogFields` */
export function checkFields(fields: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, field] of fields.entries()) {
    if (field === "-") continue;
    const place = `flow log format: field ${index + 1} of ${fields.length}`;
    if (!FLOW_LOG_FIELDS.has(field))
      throw new FlowLogFormatError(
        `${place} is "${field}", which AWS does not publish${nearest(field)}. Take the names from the flow log's log format, or write - for a column to pass over.`,
        { field },
      );
    if (seen.has(field))
      throw new FlowLogFormatError(`${place} is "${field}" a second time. Name each field once.`, { field });
    seen.add(field);
  }
  for (const needed of [
    ["srcaddr", "pkt-srcaddr"],
    ["dstaddr", "pkt-dstaddr"],
    ["srcport"],
    ["dstport"],
    ["protocol"],
  ])
    if (!needed.some((field) => seen.has(field)))
      throw new FlowLogFormatError(
        `flow log format: ${needed.join(" or ")} is missing from "${fields.join(" ")}". Flows cannot be told without it; add it to the flow log's format.`,
        { field: needed[0] },
      );
}

/** The fields that a header line names; undefined when the line is none. */
export function headerFields(line: string): readonly string[] | undefined {
  const fields = names(line);
  const known = fields.filter((field) => FLOW_LOG_FIELDS.has(field)).length;
  return known >= 3 && known * 2 > fields.length ? fields : undefined;
}

function names(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((name) => name.replace(/^\$\{(.*)\}$/, "$1").replace(/^"(.*)"$/, "$1"))
    .filter((name) => name !== "")
    .map((name) => name.toLowerCase().replaceAll("_", "-"));
}

function nearest(field: string): string {
  const bare = field.replaceAll(/[^a-z0-9]/g, "");
  const match = [...FLOW_LOG_FIELDS].find((known) => known.replaceAll("-", "") === bare);
  return match === undefined ? "" : ` (did you mean "${match}"?)`;
}
