import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { type ArmCall, type ArmClient, armId } from "./arm-client";
import { isUnderWay, sqlHint } from "./sql-server-errors";

/** Which logical server of Azure SQL. */
export interface SqlServerAddress {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly serverName: string;
}

export interface SqlServer {
  readonly id: string;
  readonly location: string;
  /** `Enabled`, `Disabled` or `SecuredByPerimeter`. */
  readonly publicNetworkAccess: string;
}

/** A rule of the server's firewall: from one IPv4 address to another, both of them in it. */
export interface SqlFirewallRule {
  readonly name: string;
  readonly start: string;
  readonly end: string;
}

/** A rule that lets a subnet in through its service endpoint. */
export interface SqlNetworkRule {
  readonly name: string;
  /** Id of the subnet. Azure may answer another casing than it was given. */
  readonly subnetId: string;
}

const API_VERSION = "2023-08-01";

/**
 * The server-level firewall of one logical server of Azure SQL.
 *
 * It never makes the call that replaces all rules. Writing a rule again changes nothing, and so does removing an absent
 * one. A refusal says what it means and what to do; its code is the first of its `tokens`.
 */
export class SqlServerRules {
  readonly #arm: ArmClient;
  readonly #server: readonly string[];
  readonly #signal: AbortSignal | undefined;

  /** @throws IllumioIacError for an empty name */
  constructor(
    arm: ArmClient,
    { subscriptionId, resourceGroupName, serverName }: SqlServerAddress,
    signal?: AbortSignal,
  ) {
    this.#arm = arm;
    this.#server = [
      ...["subscriptions", subscriptionId, "resourceGroups", resourceGroupName],
      ...["providers", "Microsoft.Sql", "servers", serverName],
    ];
    armId(...this.#server);
    this.#signal = signal;
  }

  /** @throws NotFoundError when there is no such server, or it was moved */
  async readServer(): Promise<SqlServer> {
    const call = this.#call();
    const server = await this.#arm.get(call);
    const { publicNetworkAccess } = propertiesOf(server);
    return {
      id: textOf(server, "id", server["id"], call),
      location: textOf(server, "location", server["location"], call),
      publicNetworkAccess: typeof publicNetworkAccess === "string" ? publicNetworkAccess : "Enabled",
    };
  }

  async list(): Promise<SqlFirewallRule[]> {
    const call = this.#call("firewallRules");
    return (await this.#arm.list(call)).map((rule) => ({
      name: textOf(rule, "name", rule["name"], call),
      start: textOf(rule, "startIpAddress", propertiesOf(rule)["startIpAddress"], call),
      end: textOf(rule, "endIpAddress", propertiesOf(rule)["endIpAddress"], call),
    }));
  }

  /** Creates or replaces one rule. */
  async put({ name, start, end }: SqlFirewallRule): Promise<void> {
    const properties = { startIpAddress: start, endIpAddress: end };
    await this.#arm.put(this.#call("firewallRules", name), { properties });
  }

  async remove(name: string): Promise<void> {
    await this.#arm.delete(this.#call("firewallRules", name));
  }

  async listNetworkRules(): Promise<(SqlNetworkRule & { readonly state?: string })[]> {
    const call = this.#call("virtualNetworkRules");
    return (await this.#arm.list(call)).map((rule) => {
      const { state } = propertiesOf(rule);
      return {
        name: textOf(rule, "name", rule["name"], call),
        subnetId: textOf(rule, "virtualNetworkSubnetId", propertiesOf(rule)["virtualNetworkSubnetId"], call),
        ...(typeof state === "string" ? { state } : {}),
      };
    });
  }

  /** Creates or replaces one rule, and waits until Azure says that it is done. The subnet needs the service endpoint. */
  async putNetworkRule({ name, subnetId }: SqlNetworkRule): Promise<void> {
    const properties = { virtualNetworkSubnetId: subnetId, ignoreMissingVnetServiceEndpoint: false };
    await this.#arm.put(this.#call("virtualNetworkRules", name), { properties });
  }

  async removeNetworkRule(name: string): Promise<void> {
    await this.#arm.delete(this.#call("virtualNetworkRules", name));
  }

  #call(...below: readonly string[]): ArmCall {
    return {
      path: armId(...this.#server, ...below),
      apiVersion: API_VERSION,
      hint: sqlHint,
      isPassing: isUnderWay,
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    };
  }
}

function propertiesOf({ properties }: JsonRecord): JsonRecord {
  return isRecord(properties) ? properties : {};
}

function textOf(resource: JsonRecord, key: string, value: unknown, { path }: ArmCall): string {
  if (typeof value === "string") return value;
  throw new IllumioIacError(
    `Azure Resource Manager answered ${path} with something that has no text '${key}': ${JSON.stringify(resource).slice(0, 300)}`,
  );
}
