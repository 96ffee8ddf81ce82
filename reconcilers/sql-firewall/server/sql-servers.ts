import { ArmClient } from "../../../clients/azure/arm-client";
import type { Deployer } from "../../../clients/azure/deployer-credential";
import { SqlServerRules } from "../../../clients/azure/sql-server-rules";
import { type SqlServerPlace, serverKey } from "../../../core/sql-firewall";
import { SqlServer } from "./sql-server";

/** What needs the packages of Azure, for the advice where they are not installed. */
export const NEEDS_AZURE = "SqlFirewall";

/** The servers of a run, by their places. Nothing is called and no package is loaded before the first one is opened. */
export class SqlServers {
  readonly #servers = new Map<string, SqlServer>();
  #arm: Promise<ArmClient> | undefined;

  /** @param deployer tells the cloud and who makes the calls */
  constructor(private readonly deployer: () => Promise<Deployer>) {}

  /**
   * @returns the same object for the same server
   * @throws ConfigurationError when there is no such cloud; IllumioIacError when the packages of Azure are missing
   */
  async open(place: SqlServerPlace): Promise<SqlServer> {
    const arm = await this.#client();
    const key = serverKey(place);
    const server = this.#servers.get(key) ?? new SqlServer(new SqlServerRules(arm, place));
    this.#servers.set(key, server);
    return server;
  }

  async #client(): Promise<ArmClient> {
    this.#arm ??= this.deployer().then((deployer) => new ArmClient({ ...deployer, of: NEEDS_AZURE }));
    try {
      return await this.#arm;
    } catch (error) {
      this.#arm = undefined;
      throw error;
    }
  }
}
