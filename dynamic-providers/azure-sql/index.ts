export type { LabelTerm } from "../../core/labels/label-expression";
export type { PolicyProvider } from "../../core/policy/answer";
export {
  AzureServices,
  type EgressEntry,
  Finding,
  type ServedPorts,
  type SqlFirewallDefinition,
  type SqlServerPlace,
} from "../../core/sql-firewall/definition";
export { OnSharedAddress } from "../../core/workloads/on-shared-address";
export { Membership } from "../lifecycle/membership";
export type { LabelTermArgs } from "../pulumi/label-term-args";
export {
  type EgressArgs,
  type ServedPortsArgs,
  SqlFirewall,
  type SqlFirewallArgs,
  type SqlProviderArgs,
  type SqlServerArgs,
} from "./sql-firewall/sql-firewall";
