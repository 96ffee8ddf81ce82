import type { Sandbox } from "illumio-iac-sandbox";

type Azure = Sandbox["azure"];

/** Public addresses, with the loopback addresses that stand for them in the sandbox. */
const STAND_IN = { publicPart: "81.20.", loopbackPart: "127.81." };

/** Rules that people made in the portal, which no program owns. */
const RULES_OF_OTHERS = {
  "dba at home": ["81.20.90.5", "81.20.90.5"],
  backup: ["81.20.91.0", "81.20.91.15"],
} as const;

/** A server of Azure SQL that stands before the program runs, with rules of other people. */
export class OrdersServer {
  readonly place: {
    readonly subscriptionId: string;
    readonly resourceGroupName: string;
    readonly serverName: string;
  };

  private constructor(
    private readonly azure: Azure,
    private readonly id: string,
  ) {
    const [, , subscriptionId = "", , resourceGroupName = "", , , , serverName = ""] = id.split("/");
    this.place = { subscriptionId, resourceGroupName, serverName };
  }

  static async make(azure: Azure): Promise<OrdersServer> {
    const { subscriptionId, location, manager } = azure;
    const group = `/subscriptions/${subscriptionId}/resourceGroups/orders`;
    const id = `${group}/providers/Microsoft.Sql/servers/orders-sql`;
    const put = (path: string, body: object) => manager.put(path, body, azure.access.deployer.objectId);
    manager.context.registrations.register(subscriptionId, "Microsoft.Sql");
    await put(group, { location });
    const properties = { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1" };
    await put(id, { location, properties });
    for (const [name, [startIpAddress, endIpAddress]] of Object.entries(RULES_OF_OTHERS))
      await put(`${id}/firewallRules/${name}`, { properties: { startIpAddress, endIpAddress } });
    return new OrdersServer(azure, id);
  }

  /** Everything that stands on the firewall: name → addresses. */
  rules(): Readonly<Record<string, string>> {
    const rules = this.azure.resources.list("Microsoft.Sql/servers/firewallRules", this.id);
    return Object.fromEntries(
      rules.map(({ name, properties }) => [
        name,
        `${properties["startIpAddress"]}-${properties["endIpAddress"]}`,
      ]),
    );
  }

  /**
   * Whether a client gets in, which binds the loopback address that stands for its public one.
   *
   * @param address one of 81.20.0.0/16
   */
  async letsIn(address: string): Promise<boolean> {
    const loopback = address.replace(STAND_IN.publicPart, STAND_IN.loopbackPart);
    const { isConnected } = await this.azure.sql.connect(loopback, this.place.serverName);
    return isConnected;
  }
}
