import { FIREWALLS } from "../../../clients/panos/settings-table";
import { FORMER_HOSTS } from "../../../clients/settings/former-hosts";
import type { ConfigReader, Environment } from "../../../clients/settings/settings";
import type { DagBindingDefinition, PceFacts } from "../../../core/dag";
import { type FirewallCommit, firewallCommit } from "../../../reconcilers/dag/commit/commit-changes";
import { type BindingPlan, planBindings } from "../../../reconcilers/dag/plan/plan-bindings";
import { readFacts } from "../../../reconcilers/dag/plan/read-facts";
import {
  type Firewall,
  startReadings,
  type TableReadings,
} from "../../../reconcilers/dag/plan/table-readings";
import { sharedInProcess } from "../../lifecycle/connected-systems";
import { type PceSystems, sharedPceSystems } from "../../pce/system/pce-systems";
import { type PlannedFacts, plannedFacts } from "../../pce/system/planned-facts";
import { connectedFirewalls, type Firewalls } from "../firewalls";
import { BindingCollisions } from "./binding-collisions";
import type { Followed } from "./follow-binding";
import { Following } from "./following";

/** Setting that makes a preview work without the network. */
const WITHOUT_NETWORK = "illumio:previewWithoutNetwork";

interface Reading {
  /** Number of our own writes before this reading. */
  readonly writes: number;
  readonly facts: Promise<PceFacts>;
  /** The same facts with the changes that the program plans, by version of the plan; only the last one is kept. */
  planned: ReadonlyMap<number, PlannedFacts>;
}

/** What one look at the PCE and the firewalls has read so far. */
class Look {
  /** By the name of the PCE connection. */
  readonly facts = new Map<string, Reading>();
  readonly tables: TableReadings = new Map();
}

interface Planned {
  readonly facts: PceFacts;
  readonly revision: string;
  readonly plans: BindingPlan[];
}

/** Everything that the bindings of one run share: the systems, and what was read of them. */
export class BindingSystems {
  /** Bindings of the program that were looked at in this run, by owner. */
  private readonly declared = new Map<string, DagBindingDefinition>();
  private readonly planned = new Map<string, Planned>();
  readonly collisions: BindingCollisions = new BindingCollisions();
  readonly following: Following = new Following();
  private readonly commits = new Map<string, FirewallCommit>();
  /** Reading for checks and differences, shared by the whole run. */
  private readonly shared = new Look();
  /** Reading for writes: concurrent writes share one that began after all of them. */
  private next: Look | undefined;

  constructor(
    readonly pce: PceSystems,
    private readonly config: ConfigReader,
    environment: Environment,
    readonly firewalls: Firewalls = connectedFirewalls(config, environment),
  ) {}

  /** Whether a preview works without the network (`illumio:previewWithoutNetwork`). */
  get withoutNetwork(): boolean {
    return this.config.get(WITHOUT_NETWORK) === "true";
  }

  /**
   * Facts of the PCE from the reading that all checks and differences of the run share, in a preview with the changes
   * that the program plans. The tables are read at the same time.
   */
  facts(definition: DagBindingDefinition): Promise<PlannedFacts> {
    this.startTables(this.shared, definition);
    return this.factsBy(this.shared, definition);
  }

  /** Plans from the reading that all checks and differences of the run share. */
  async plan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    const facts = await this.facts(definition);
    const plans = await this.planBy(this.shared, definition);
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
  async claims(
    definition: DagBindingDefinition,
  ): Promise<(Pick<BindingPlan, "revisions" | "begun"> & { readonly definition: DagBindingDefinition })[]> {
    this.firewall(definition);
    const readings = await Promise.all(startReadings([definition], this.firewalls.used, this.shared.tables));
    return readings.map(({ index }) => {
      const { revisions, begun } = index.observed(definition.tag);
      return { definition, revisions, begun };
    });
  }

  /** Plans from a fresh reading. */
  async freshPlan(definition: DagBindingDefinition): Promise<BindingPlan[]> {
    this.next ??= new Look();
    const look = this.next;
    await new Promise((resolve) => setTimeout(resolve, GATHERING_IN_MS));
    if (this.next === look) this.next = undefined;
    return this.planBy(look, definition);
  }

  /** @throws ConfigurationError when its settings are missing or cannot work */
  firewall({ target }: DagBindingDefinition): Firewall {
    return this.firewalls.system(target.firewall);
  }

  /** @param mark revision tag with which the binding is in force */
  followed(definition: DagBindingDefinition, mark: string): Followed {
    const system = this.pce.system(definition.connection);
    return { definition, system, mark, firewall: this.firewall(definition) };
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
    const facts = await this.factsBy(look, definition);
    return planBindings([definition], facts, this.firewalls.used, look.tables, beside);
  }

  private startTables(look: Look, definition: DagBindingDefinition): void {
    this.firewall(definition);
    void startReadings([definition], this.firewalls.used, look.tables);
  }

  /** Our own writes to labels and workloads make an earlier reading stale. */
  private async factsBy(look: Look, { connection }: DagBindingDefinition): Promise<PlannedFacts> {
    const { client, labels, workloads, planned } = this.pce.system(connection);
    const writes = labels.writes + workloads.writes;
    const known = look.facts.get(connection ?? "");
    const isCurrent = known?.writes === writes;
    const reading = isCurrent ? known : { writes, facts: readFacts(client), planned: new Map() };
    look.facts.set(connection ?? "", reading);
    const facts = await reading.facts;
    const { version } = planned;
    const after = reading.planned.get(version) ?? plannedFacts(facts, planned);
    reading.planned = new Map([[version, after]]);
    return after;
  }
}

const GATHERING_IN_MS = 100;

const CONFIG_KEYS = [FIREWALLS.key, FORMER_HOSTS, WITHOUT_NETWORK];

/** One set of systems for all bindings of the process. */
export const sharedBindingSystems: (config: ConfigReader) => BindingSystems = sharedInProcess(
  (config) => [sharedPceSystems(config), ...CONFIG_KEYS.map((key) => config.get(key))],
  (config) => new BindingSystems(sharedPceSystems(config), config, process.env),
);
