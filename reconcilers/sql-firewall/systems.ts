import { deployerCredential } from "../../clients/azure/deployer-credential";
import { answerLimits } from "../../clients/http/answer-limits";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { readPolicyFacts } from "../../clients/pce/policy";
import type { Environment } from "../../clients/settings/settings";
import type { SqlFirewallDefinition } from "../../core/sql-firewall";
import { type Planning, planAll } from "./plan/plan-all";
import { SqlServers } from "./server/sql-servers";

/** The stack configuration of a host that keeps firewalls in step: none, because it has no stack. */
const NO_CONFIGURATION = { get: () => undefined };

/** The servers of Azure that the environment gives access to. @param signal when aborted, ends every call */
export function sqlServers(environment: Environment, signal?: AbortSignal): SqlServers {
  return new SqlServers({
    of: "illumio-iac sql-sync",
    deployer: (of) => deployerCredential(NO_CONFIGURATION, environment, of),
    signal,
  });
}

/** The PCE and the servers of Azure that the environment gives access to. */
export class SqlSystems {
  readonly pce: PceClient;
  readonly #servers: SqlServers;

  /**
   * @param readSignal when aborted, ends every call
   * @throws ConfigurationError when settings of the PCE are missing or cannot work
   */
  constructor(environment: Environment, readSignal?: AbortSignal) {
    const pce = new PceClient(pceConnectionFromEnvironment(environment), answerLimits(environment));
    this.pce = readSignal ? pce.withSignal(readSignal) : pce;
    this.#servers = sqlServers(environment, readSignal);
  }

  /**
   * Reads the PCE and the servers anew and plans every firewall.
   *
   * @throws what stopped the planning, also a missing identity
   */
  async plan(definitions: readonly SqlFirewallDefinition[]): Promise<Planning> {
    const server = await this.#servers.afresh();
    return planAll(definitions, { readPolicy: () => readPolicyFacts(this.pce), server });
  }

  close(): Promise<void> {
    return this.pce.close();
  }
}
