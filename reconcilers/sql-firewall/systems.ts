import { ArmClient } from "../../clients/azure/arm-client";
import { deployerCredential } from "../../clients/azure/deployer-credential";
import { SqlServerRules } from "../../clients/azure/sql-server-rules";
import { answerLimits } from "../../clients/http/answer-limits";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { readPolicyFacts } from "../../clients/pce/policy";
import type { Environment } from "../../clients/settings/settings";
import { type SqlFirewallDefinition, type SqlServerPlace, serverKey } from "../../core/sql-firewall";
import { type Planning, planAll } from "./plan/plan-all";
import { SqlServer } from "./server/sql-server";

/** The stack configuration of a host that keeps firewalls in step: none, because it has no stack. */
const NO_CONFIGURATION = { get: () => undefined };

/** What needs the packages of Azure, for the advice where they are not installed. */
const COMMAND = "illumio-iac sql-sync";

/** The PCE and the servers of Azure that the environment gives access to. */
export class SqlSystems {
  readonly pce: PceClient;
  #arm: Promise<ArmClient> | undefined;

  /**
   * @param readSignal when aborted, ends every call
   * @throws ConfigurationError when settings of the PCE are missing or cannot work
   */
  constructor(
    private readonly environment: Environment,
    private readonly readSignal?: AbortSignal,
  ) {
    const pce = new PceClient(pceConnectionFromEnvironment(environment), answerLimits(environment));
    this.pce = readSignal ? pce.withSignal(readSignal) : pce;
  }

  /**
   * Reads the PCE and the servers anew and plans every firewall.
   *
   * @throws what stopped the planning, also a missing identity
   */
  async plan(definitions: readonly SqlFirewallDefinition[]): Promise<Planning> {
    const arm = await this.#client();
    const servers = new Map<string, SqlServer>();
    const server = (place: SqlServerPlace) => {
      const key = serverKey(place);
      const known = servers.get(key) ?? new SqlServer(new SqlServerRules(arm, place, this.readSignal));
      servers.set(key, known);
      return known;
    };
    return planAll(definitions, { readPolicy: () => readPolicyFacts(this.pce), server });
  }

  close(): Promise<void> {
    return this.pce.close();
  }

  /** One that could not be made is tried again at the next call. */
  #client(): Promise<ArmClient> {
    this.#arm ??= armClient(this.environment).catch((error) => {
      this.#arm = undefined;
      throw error;
    });
    return this.#arm;
  }
}

async function armClient(environment: Environment): Promise<ArmClient> {
  const deployer = await deployerCredential(NO_CONFIGURATION, environment, COMMAND);
  return new ArmClient({ ...deployer, of: COMMAND });
}
