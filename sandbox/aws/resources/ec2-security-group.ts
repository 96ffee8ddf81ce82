import { isIP } from "node:net";
import { CloudError } from "../../cloud/cloud-error";
import type { ResourceTable } from "../../cloud/resources/resource-table";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, isObject, list, object, tags, text } from "../../cloud/resources/shape";
import type { Topology } from "../../cloud/traffic";
import type { SecurityGroupStore } from "../ec2/security-group-store";
import type { Foundation } from "../foundation";

interface Rule {
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
}

interface SecurityGroupProperties {
  readonly GroupDescription: string;
  readonly GroupName?: string;
  readonly VpcId?: string;
  readonly SecurityGroupEgress?: readonly Rule[];
  readonly SecurityGroupIngress?: readonly Rule[];
}

/** Amazon VPC quotas, "Inbound or outbound rules per security group". */
const MOST_RULES = 60;
const DESCRIPTION = /^[\w. \-:/()#,@[\]+=&;{}!$*]*$/;

const rule = {
  IpProtocol: text({ min: 1 }),
  CidrIp: text(),
  CidrIpv6: text(),
  Description: text({ max: 255, pattern: DESCRIPTION }),
  FromPort: integer({ min: -1, max: 65_535 }),
  ToPort: integer({ min: -1, max: 65_535 }),
};
const egress = { ...rule, DestinationPrefixListId: text(), DestinationSecurityGroupId: text() };
const ingress = {
  ...rule,
  SourcePrefixListId: text(),
  SourceSecurityGroupId: text(),
  SourceSecurityGroupOwnerId: text(),
};

type Needs = Pick<Foundation, "ids"> & {
  readonly topology: Topology | undefined;
  readonly resources: Pick<ResourceTable, "list">;
  readonly securityGroups: Pick<SecurityGroupStore, "add" | "hasName" | "remove">;
};

/**
 * Security groups of a VPC, kept and checked for form: their rules stop nothing, because functions of the sandbox run on
 * loopback. Their id is the group id.
 */
export const ec2SecurityGroup: ResourceType<SecurityGroupProperties, Needs> = {
  type: "AWS::EC2::SecurityGroup",
  createOnly: ["GroupDescription", "GroupName", "VpcId"],
  shape: object(
    {
      GroupDescription: text({ min: 1, max: 255, pattern: DESCRIPTION }),
      GroupName: text({ min: 1, max: 255, pattern: /^(?!sg-)[\w. \-:/()#,@[\]+=&;{}!$*]+$/ }),
      VpcId: text({ min: 1 }),
      SecurityGroupEgress: list(object(egress, ["IpProtocol"])),
      SecurityGroupIngress: list(object(ingress, ["IpProtocol"])),
      Tags: tags,
    },
    ["GroupDescription"],
  ),

  create(cloud, properties) {
    const { VpcId: vpcId, GroupName } = properties;
    if (vpcId === undefined) throw new CloudError("VPCIdNotSpecified", "No default VPC for this user");
    if (!cloud.topology?.vpcs.some(({ id }) => id === vpcId)) {
      throw new CloudError("InvalidVpcID.NotFound", `The vpc ID '${vpcId}' does not exist`);
    }
    const name = GroupName ?? `sandbox-security-group-${cloud.ids.upper(12)}`;
    if (cloud.securityGroups.hasName(vpcId, name)) {
      throw new CloudError(
        "InvalidGroup.Duplicate",
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      );
    }
    checkRules(properties);
    const id = `sg-${cloud.ids.hex(17)}`;
    cloud.securityGroups.add({ id, name, vpcId });
    return id;
  },

  attributes: (_cloud, { id, properties }) => ({ GroupId: id, Id: id, VpcId: properties.VpcId }),

  update(_cloud, _resource, properties) {
    checkRules(properties);
  },

  delete(cloud, { id }) {
    const isUsed = cloud.resources.list().some(({ properties }) => {
      const config = properties["VpcConfig"];
      return isObject(config) && (config["SecurityGroupIds"] as string[] | undefined)?.includes(id);
    });
    if (isUsed) throw new CloudError("DependencyViolation", `resource ${id} has a dependent object`);
    cloud.securityGroups.remove(id);
  },
};

function checkRules(properties: SecurityGroupProperties): void {
  for (const rules of [properties.SecurityGroupEgress ?? [], properties.SecurityGroupIngress ?? []]) {
    if (rules.length > MOST_RULES) {
      throw new CloudError(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
      );
    }
    for (const { CidrIp, CidrIpv6 } of rules) {
      requireBlock(CidrIp, 4);
      requireBlock(CidrIpv6, 6);
    }
  }
}

function requireBlock(block: string | undefined, version: 4 | 6): void {
  if (block === undefined) return;
  const [address = "", length = ""] = block.split("/");
  const isLength = /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
  if (isIP(address) === version && isLength) return;
  throw new CloudError("InvalidParameterValue", `CIDR block ${block} is malformed`);
}
