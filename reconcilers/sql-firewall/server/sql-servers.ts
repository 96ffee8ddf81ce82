import { ArmClient } from "../../../clients/azure/arm-client";
import type { Deployer } from "../../../clients/azure/deployer-credential";
import { SqlServerRules } from "../../../clients/azure/sql-server-rules";
import { type SqlServerPlace, serverKey } from "../../../core/sql-firewall";
import { SqlServer } from "./sql-server";

export interface SqlServersOptions {
  /** What needs the packages of Azure, for the advice where they are not installed. */
  readonly of: string;
  /** Tells the cloud and who makes the calls. */
  readonly deployer: (of: string) => Promise<Deployer>;
  /** Time for a call with all its tries. @default that of `ArmClient` */
  readonly callInSeconds?: number;
  /** When aborted, ends every call. */
  readonly signal?: AbortSignal | undefined;
}

/** The servers of a run, by their places. Nothing is called and no package is loaded before the first one is opened. */
export class SqlServers {
  readonly #servers = new Map<string, SqlServer>();
  #arm: Promise<ArmClient> | undefined;

  constructor(private readonly options: SqlServersOptions) {}

  /**
   * @returns the same object for the same server
   * @throws ConfigurationError when there is no such cloud; IllumioIacError when the packages of Azure are missing
   */
  async open(place: SqlServerPlace): Promise<SqlServer> {
    return this.#at(place, await this.#client(), this.#servers);
  }

  /**
   * Servers that wait for no write of before, for a look at what is there now.
   *
   * @returns gives the same object for the same server
   * @throws as `open`
   */
  async afresh(): Promise<(place: SqlServerPlace) => SqlServer> {
    const arm = await this.#client();
    const servers = new Map<string, SqlServer>();
    return (place) => this.#at(place, arm, servers);
  }

  #at(place: SqlServerPlace, arm: ArmClient, servers: Map<string, SqlServer>): SqlServer {
    const key = serverKey(place);
    const server = servers.get(key) ?? new SqlServer(new SqlServerRules(arm, place, this.options.signal));
    servers.set(key, server);
    return server;
  }

  /** One that could not be made is tried again at the next call. */
  #client(): Promise<ArmClient> {
    this.#arm ??= this.#connect().catch((error) => {
      this.#arm = undefined;
      throw error;
    });
    return this.#arm;
  }

  async #connect(): Promise<ArmClient> {
    const { of, deployer, callInSeconds } = this.options;
    const limit = callInSeconds === undefined ? {} : { totalTimeoutInSeconds: callInSeconds };
    return new ArmClient({ ...(await deployer(of)), ...limit, of });
  }
}
