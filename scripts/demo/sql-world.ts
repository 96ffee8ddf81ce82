import type { Sandbox } from "illumio-iac-sandbox";
import { PceClient } from "../../clients/pce";
import { OrdersServer } from "./orders-server";
import { say } from "./say";
import { SecurityTeam } from "./security-team";

/** Public addresses behind which the consumers of `examples/azure-sql` come to the server. */
const EGRESS = { "azure-sql:shopAddress": "81.20.1.10", "azure-sql:officeRange": "81.20.8.0/29" };

/** What stands before `examples/azure-sql` is deployed: the policy, a workload of another team, and the server. */
export class SqlWorld {
  private constructor(
    readonly pce: PceClient,
    readonly security: SecurityTeam,
    readonly server: OrdersServer,
  ) {}

  static async make({ pce: connection, azure }: Pick<Sandbox, "pce" | "azure">): Promise<SqlWorld> {
    const world = new SqlWorld(
      new PceClient({ ...connection }),
      new SecurityTeam({ ...connection }),
      await OrdersServer.make(azure),
    );
    await world.security.writePolicy();
    await world.security.provision();
    await world.hostElsewhere();
    return world;
  }

  /** Settings of the program. */
  get config(): Readonly<Record<string, string>> {
    const place = Object.entries(this.server.place).map(([key, value]) => [`azure-sql:${key}`, value]);
    return { ...Object.fromEntries(place), ...EGRESS };
  }

  describe(): void {
    say(`   server orders-sql, with rules of others: ${Object.keys(this.server.rules()).join(", ")}`);
    say(
      "   the security team has provisioned a rule set: the shop and the office may reach the orders database",
    );
    say("   another team has a web server of the shop elsewhere: web-3, with the public address 81.20.3.21");
  }

  async close(): Promise<void> {
    await Promise.all([this.pce.close(), this.security.close()]);
  }

  /** A workload that no program manages, with the labels of the shop's web servers. */
  private async hostElsewhere(): Promise<void> {
    const labels = Object.entries({ role: "web", app: "shop", env: "prod" });
    const found = await Promise.all(labels.map(([key, value]) => this.pce.findLabel(key, value)));
    await this.pce.createWorkload({
      hostname: "web-3",
      interfaces: [{ name: "eth0", address: "81.20.3.21" }],
      labels: found.map((label) => ({ href: label!.href })),
    });
  }
}
