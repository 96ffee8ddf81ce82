import { CloudError } from "../../cloud/cloud-error";
import type { NetworkInterface, Subnet, Topology, Vpc } from "../../cloud/traffic/topology";
import type { Foundation } from "../foundation";
import { type Ec2Service, listOf } from "../http/ec2-protocol";
import type { QueryInput } from "../http/query-protocol";
import type { Caller } from "../iam/access";
import { type Described, matches } from "./filters";

type Needs = Pick<Foundation, "accountId" | "region" | "access" | "outages"> & {
  readonly topology: Topology | undefined;
};

/** A kind of thing that can be described: its list, the parameter and the error of its ids. */
interface Kind {
  readonly set: string;
  readonly id: string;
  readonly notFound: string;
  readonly all: () => readonly Described[];
}

/** EC2, limited to describing the network of the account, as the `cdk` CLI does for `Vpc.fromLookup`. */
export class NetworkService {
  readonly #cloud: Needs;

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  readonly api: Ec2Service = {
    namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    operations: {
      DescribeVpcs: this.#describing("DescribeVpcs", {
        set: "vpcSet",
        id: "VpcId",
        notFound: "InvalidVpcID.NotFound",
        all: () => this.#vpcs.map((vpc) => this.#vpc(vpc)),
      }),
      DescribeSubnets: this.#describing("DescribeSubnets", {
        set: "subnetSet",
        id: "SubnetId",
        notFound: "InvalidSubnetID.NotFound",
        all: () => this.#subnets.map((subnet) => this.#subnet(subnet)),
      }),
      DescribeRouteTables: this.#describing("DescribeRouteTables", {
        set: "routeTableSet",
        id: "RouteTableId",
        notFound: "InvalidRouteTableID.NotFound",
        all: () => this.#subnets.map((subnet) => this.#routeTable(subnet)),
      }),
      DescribeVpnGateways: this.#describing("DescribeVpnGateways", {
        set: "vpnGatewaySet",
        id: "VpnGatewayId",
        notFound: "InvalidVpnGatewayID.NotFound",
        all: () => [],
      }),
    },
  };

  get #vpcs(): readonly Vpc[] {
    return this.#cloud.topology?.vpcs ?? [];
  }

  get #subnets(): readonly Subnet[] {
    return this.#cloud.topology?.subnets ?? [];
  }

  #describing(action: string, { set, id, notFound, all }: Kind) {
    return (input: QueryInput, caller: Caller): unknown => {
      const { access, outages } = this.#cloud;
      outages.check("ec2", action, "*");
      const refusal = access.refusal({ caller, action: `ec2:${action}`, resource: "*" });
      if (refusal !== undefined) {
        const message = `You are not authorized to perform this operation. ${refusal}`;
        throw new CloudError("UnauthorizedOperation", message, 403);
      }
      const wanted = listOf<string>(input, id);
      const described = all();
      const field = `${id[0]!.toLowerCase()}${id.slice(1)}`;
      const missing = wanted.find((one) => !described.some(({ answer }) => answer[field] === one));
      if (missing !== undefined) throw new CloudError(notFound, `The ID '${missing}' does not exist`);
      const found = described.filter(
        (one) =>
          (wanted.length === 0 || wanted.includes(String(one.answer[field]))) &&
          listOf<QueryInput>(input, "Filter").every((filter) => matches(one, filter)),
      );
      return { [set]: found.map(({ answer }) => answer) };
    };
  }

  #vpc({ id, name, cidr }: Vpc): Described {
    const { accountId } = this.#cloud;
    return {
      answer: {
        vpcId: id,
        ownerId: accountId,
        state: "available",
        cidrBlock: cidr,
        instanceTenancy: "default",
        isDefault: false,
        tagSet: nameTag(name),
      },
      filters: { "vpc-id": id, "owner-id": accountId, cidr, "is-default": "false", isDefault: "false" },
    };
  }

  #subnet({ id, name, vpcId, cidr, azId, isPublic }: Subnet): Described {
    const { accountId, region } = this.#cloud;
    const availabilityZone = zoneName(region, azId);
    return {
      answer: {
        subnetId: id,
        subnetArn: `arn:aws:ec2:${region}:${accountId}:subnet/${id}`,
        vpcId,
        ownerId: accountId,
        state: "available",
        cidrBlock: cidr,
        availabilityZone,
        availabilityZoneId: azId,
        defaultForAz: false,
        mapPublicIpOnLaunch: isPublic,
        tagSet: nameTag(name),
      },
      filters: { "vpc-id": vpcId, "subnet-id": id, "availability-zone": availabilityZone },
    };
  }

  /** Every subnet has a route table of its own, whose way to the internet is that of its traffic. */
  #routeTable({ id, name, vpcId, azId, isPublic }: Subnet): Described {
    const routeTableId = id.replace("subnet-", "rtb-");
    const { cidr } = this.#vpcs.find((vpc) => vpc.id === vpcId)!;
    const nat = isPublic ? undefined : this.#natGateway(vpcId, azId);
    const out = { destinationCidrBlock: "0.0.0.0/0", state: "active", origin: "CreateRoute" };
    return {
      answer: {
        routeTableId,
        vpcId,
        ownerId: this.#cloud.accountId,
        routeSet: [
          { destinationCidrBlock: cidr, gatewayId: "local", state: "active", origin: "CreateRouteTable" },
          ...(isPublic ? [{ ...out, gatewayId: vpcId.replace("vpc-", "igw-") }] : []),
          ...(nat ? [{ ...out, natGatewayId: nat.id.replace("eni-", "nat-") }] : []),
        ],
        associationSet: [
          {
            routeTableAssociationId: id.replace("subnet-", "rtbassoc-"),
            routeTableId,
            subnetId: id,
            main: false,
            associationState: { state: "associated" },
          },
        ],
        tagSet: nameTag(name),
      },
      filters: { "vpc-id": vpcId, "route-table-id": routeTableId, "association.subnet-id": id },
    };
  }

  #natGateway(vpcId: string, azId: string): NetworkInterface | undefined {
    const all = this.#cloud.topology!.interfaces.filter(
      (one) => one.interfaceType === "nat_gateway" && one.vpcId === vpcId,
    );
    return all.find((one) => one.azId === azId) ?? all[0];
  }
}

const nameTag = (value: string) => [{ key: "Name", value }];

/** `us-east-1a` for `use1-az1`. Every account of AWS has an order of its own. */
function zoneName(region: string, azId: string): string {
  return `${region}${String.fromCharCode("a".charCodeAt(0) + Number(azId.split("-az")[1]) - 1)}`;
}
