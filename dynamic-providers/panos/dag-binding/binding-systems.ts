import { FIREWALLS } from "../../../clients/panos/settings-table";
import { FORMER_HOSTS } from "../../../clients/settings/former-hosts";
import type { ConfigReader, Environment } from "../../../clients/settings/settings";
import { hasUnknown } from "../../../core/checks/unknown";
import { type DagBindingDefinition, type NamedBinding, type PceFacts, tablesOf } from "../../../core/dag";
import { type FirewallCommit, firewallCommit } from "../../../reconcilers/dag/commit/commit-changes";
import { type BindingPlan, planBindings } from "../../../reconcilers/dag/plan/plan-bindings";
import { readFacts } from "../../../reconcilers/dag/plan/read-facts";
import {
  type Firewall,
  startReadings,
  type TableReadings,
} from "../../../reconcilers/dag/plan/table-readings";
import { sharedInProcess } from "../../lifecycle/connected-systems";
import { Looks } from "../../lifecycle/looks";
import { previewsWithoutNetwork, WITHOUT_NETWORK } from "../../lifecycle/without-network";
import { FactsReadings } from "../../pce/system/facts-readings";
import { Following } from "../../pce/system/following";
import { type PceSystems, sharedPceSystems } from "../../pce/system/pce-systems";
import type { PlannedFacts } from "../../pce/system/planned-facts";
import { connectedFirewalls, type Firewalls } from "../firewalls";
import { BindingCollisions } from "./binding-collisions";
import { type FollowedBinding, followBinding } from "./follow-binding";

/** What one look at the PCEs and the firewalls has read so far. */
class Look {
  readonly facts: FactsReadings<PceFacts>;
  readonly tables: TableReadings = new Map();

  constructor(pce: PceSystems) {
    this.facts = new FactsReadings(pce, readFacts);
  }
}

interface Planned {
  readonly facts: PceFacts;
  readonly revision: string;
  readonly plans: BindingPlan[];
}

/** Which claims stand in a table at the tag of a binding. */
export interface BindingStanding extends Pick<BindingPlan, "table" | "revisions" | "begun" | "strayTags"> {
  readonly definition: NamedBinding;
}

/** Everything that the bindings of one run share: the systems, and what was read of them. */
export class BindingSystems {
  /** Bindings of the program that were looked at in this run, by owner. */
  private readonly declared = new Map<string, DagBindingDefinition>();
  private readonly planned = new Map<string, Planned>();
  readonly collisions: BindingCollisions = new BindingCollisions();
  readonly following: Following<FollowedBinding> = new Following(followBinding);
  private readonly commits = new Map<string, FirewallCommit>();
  private readonly looks: Looks<Look>;

  constructor(
    readonly pce: PceSystems,
    private readonly config: ConfigReader,
    environment: Environment,
    readonly firewalls: Firewalls = connectedFirewalls(config, environment),
  ) {
    this.looks = new Looks(() => new Look(pce));
  }

  /** Whether a preview works without the network (`illumio:previewWithoutNetwork`). */
  get withoutNetwork(): boolean {
    return previewsWithoutNetwork(this.config);
  }

  /**
   * Facts of the PCE from the reading that all checks and differences of the run share, in a preview with the changes
   * that the program plans. The tables are read at the same time, unless a preview does not know them.
   */
  facts({ connection, target }: Pick<DagBindingDefinition, "connection" | "target">): Promise<PlannedFacts> {
    const { shared } = this.looks;
    if (!hasUnknown(target)) this.startTables(shared, { target });
    return shared.facts.of(connection);
  }

  /** Plans from the reading that all checks and differences of the run share. */
  async plan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    const facts = await this.facts(definition);
    const plans = await this.planBy(this.looks.shared, definition);
    this.planned.set(definition.owner, { facts, revision: definition.revision, plans });
    return plans;
  }

  /** The same plan, reused where the check of this run worked it out from the same reading. */
  async planOfCheck(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    const known = this.planned.get(definition.owner);
    const isSame = known?.revision === definition.revision && known.facts === (await this.facts(definition));
    return isSame ? known.plans : this.plan(definition);
  }

  /** The claims to the tag of a binding in its tables, from that same reading. */
  async claims(definition: NamedBinding): Promise<BindingStanding[]> {
    this.firewall(definition);
    const readings = await Promise.all(
      startReadings([definition], this.firewalls.used, this.looks.shared.tables),
    );
    return tablesOf(definition.target).map((table, position) => {
      const { index } = readings[position]!;
      const { revisions, begun } = index.observed(definition.tag);
      const strayTags = index.begunElsewhere(definition.tag, [definition.owner]);
      return { definition, table, revisions, begun, strayTags };
    });
  }

  /** Plans from a fresh reading. */
  async freshPlan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    return this.planBy(await this.looks.fresh(), definition);
  }

  /** @throws ConfigurationError when its settings are missing or cannot work */
  firewall({ target }: Pick<NamedBinding, "target">): Firewall {
    return this.firewalls.system(target.firewall);
  }

  /** @param mark revision tag with which the binding is in force */
  followed(definition: DagBindingDefinition, mark: string): FollowedBinding {
    const { owner, connection } = definition;
    return {
      owner,
      definition,
      system: this.pce.system(connection),
      mark,
      firewall: this.firewall(definition),
    };
  }

  /** The commit that concurrent operations share. */
  commit(definition: DagBindingDefinition): FirewallCommit {
    const name = definition.target.firewall;
    const known = this.commits.get(name) ?? firewallCommit(name, this.firewall(definition));
    this.commits.set(name, known);
    return known;
  }

  private async planBy(look: Look, definition: DagBindingDefinition): Promise<BindingPlan[]> {
    this.startTables(look, definition);
    this.declared.set(definition.owner, definition);
    const beside = [...this.declared.values()].filter(
      ({ owner, connection, target }) =>
        owner !== definition.owner &&
        connection === definition.connection &&
        target.firewall === definition.target.firewall,
    );
    const facts = await look.facts.of(definition.connection);
    return planBindings([definition], facts, this.firewalls.used, look.tables, beside);
  }

  private startTables(look: Look, definition: Pick<NamedBinding, "target">): void {
    this.firewall(definition);
    void startReadings([definition], this.firewalls.used, look.tables);
  }
}

const CONFIG_KEYS = [FIREWALLS.key, FORMER_HOSTS, WITHOUT_NETWORK];

/** One set of systems for all bindings of the process. */
export const sharedBindingSystems: (config: ConfigReader) => BindingSystems = sharedInProcess(
  (config) => [sharedPceSystems(config), ...CONFIG_KEYS.map((key) => config.get(key))],
  (config) => new BindingSystems(sharedPceSystems(config), config, process.env),
);
