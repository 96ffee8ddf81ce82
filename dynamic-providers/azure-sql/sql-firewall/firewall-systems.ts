import { AZURE_SETTINGS } from "../../../clients/azure/azure-cloud";
import { deployerCredential } from "../../../clients/azure/deployer-credential";
import { readPolicyFacts } from "../../../clients/pce/policy";
import type { ConfigReader } from "../../../clients/settings/settings";
import type { PolicyFacts } from "../../../core/policy";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import { type PlannedFirewall, planFirewalls } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import { ServerRoom } from "../../../reconcilers/sql-firewall/plan/room-for-all";
import {
  type ServerReading,
  type ServerReadings,
  startReading,
} from "../../../reconcilers/sql-firewall/plan/server-readings";
import { SqlServers } from "../../../reconcilers/sql-firewall/server/sql-servers";
import { sharedInProcess } from "../../lifecycle/connected-systems";
import { DeclaredNames } from "../../lifecycle/declared-names";
import { Looks } from "../../lifecycle/looks";
import { previewsWithoutNetwork, WITHOUT_NETWORK } from "../../lifecycle/without-network";
import { FactsReadings } from "../../pce/system/facts-readings";
import { Following } from "../../pce/system/following";
import { type PceSystems, sharedPceSystems } from "../../pce/system/pce-systems";
import { type FollowedFirewall, followFirewall } from "./follow-firewall";
import type { PlannedPolicy } from "./planned-policy";

/** A plan, and the facts that it was made of. */
export interface PlanOfRun extends PlannedFirewall {
  readonly facts: PlannedPolicy;
}

/** What one look at the PCEs and the servers has read so far. */
class Look {
  readonly facts: FactsReadings<PolicyFacts>;
  readonly servers: ServerReadings = new Map();
  /** Firewalls of the program on one server share its room. */
  readonly room: ServerRoom = new ServerRoom();
  /** By the facts of which they were made, and the revision with the owner. */
  readonly plans = new WeakMap<PlannedPolicy, Map<string, Promise<PlanOfRun>>>();

  constructor(pce: PceSystems) {
    this.facts = new FactsReadings(pce, (client) => readPolicyFacts(client));
  }
}

/** Everything that the firewalls of one run share: the systems, and what was read of them. */
export class FirewallSystems {
  /** Names on servers that the firewalls of the program use. */
  readonly names: DeclaredNames = new DeclaredNames();
  readonly following: Following<FollowedFirewall> = new Following(followFirewall);
  readonly #looks: Looks<Look>;

  constructor(
    readonly pce: PceSystems,
    private readonly config: ConfigReader,
    readonly servers: SqlServers,
  ) {
    this.#looks = new Looks(() => new Look(pce));
  }

  /** Whether a preview works without the network (`illumio:previewWithoutNetwork`). */
  get withoutNetwork(): boolean {
    return previewsWithoutNetwork(this.config);
  }

  /**
   * Facts of the PCE from the reading that all checks and differences of the run share, in a preview with the changes
   * that the program plans.
   */
  facts({ connection }: Pick<SqlFirewallDefinition, "connection">): Promise<PlannedPolicy> {
    return this.#looks.shared.facts.of(connection);
  }

  /** What the server has, from that same reading. */
  async reading({ server }: Pick<SqlFirewallDefinition, "server">): Promise<ServerReading> {
    return startReading(await this.servers.open(server), this.#looks.shared.servers);
  }

  /** The plan from that same reading, made once. */
  async plan(definition: SqlFirewallDefinition): Promise<PlanOfRun> {
    const { shared } = this.#looks;
    void this.reading(definition).catch(() => undefined); // at the same time as the PCE
    const facts = await this.facts(definition);
    const plans = shared.plans.get(facts) ?? new Map<string, Promise<PlanOfRun>>();
    shared.plans.set(facts, plans);
    const key = `${definition.revision} ${definition.owner}`;
    const plan = plans.get(key) ?? this.#planBy(shared, definition);
    plans.set(key, plan);
    return plan;
  }

  /** The plan from a fresh reading. */
  async freshPlan(definition: SqlFirewallDefinition): Promise<PlanOfRun> {
    return this.#planBy(await this.#looks.fresh(), definition);
  }

  /** @param mark name of the marker rule with which the firewall is in force */
  followed({ definition, server, facts }: PlanOfRun, mark: string): FollowedFirewall {
    const { owner, connection } = definition;
    return { owner, system: this.pce.system(connection), definition, server, facts, mark };
  }

  async #planBy(look: Look, definition: SqlFirewallDefinition): Promise<PlanOfRun> {
    const server = await this.servers.open(definition.server);
    void startReading(server, look.servers);
    const facts = await look.facts.of(definition.connection);
    const [plan] = await planFirewalls([definition], activePolicy(facts), () => server, look.servers);
    return { ...look.room.take(plan!), facts };
  }
}

/** One set of systems for all firewalls of the process. */
export const sharedFirewallSystems: (config: ConfigReader) => FirewallSystems = sharedInProcess(
  (config) => [
    sharedPceSystems(config),
    ...[...AZURE_SETTINGS, WITHOUT_NETWORK].map((key) => config.get(key)),
  ],
  (config) =>
    new FirewallSystems(
      sharedPceSystems(config),
      config,
      new SqlServers({
        of: "SqlFirewall",
        deployer: (of) => deployerCredential(config, process.env, of),
      }),
    ),
);
