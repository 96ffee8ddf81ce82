import type { JsonRecord } from "../../../core/checks/json";
import type { PceProperties } from "../../../core/contracts/aws/custom-resources";
import { ConfigurationError, IllumioIacError } from "../../../core/errors";
import { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { PceOwnership } from "../../pce/system/external-reference";
import type { PceSystems } from "../../pce/system/pce-systems";
import { type Answer, fittingAnswer } from "../answer";
import { type CustomResourceEvent, ownerOfEvent } from "../event";
import { type PhysicalId, physicalId, readPhysicalId } from "../physical-id";
import { ownProperties, splitProperties } from "../properties";
import { type Notes, stackRun } from "../stack-run";
import { getName } from "./get-name";
import {
  type AnyState,
  checkedInputs,
  idOfState,
  isIn,
  isLent,
  type LiveObject,
  readObject,
} from "./live-object";
import type { ObjectKind } from "./object-kind";
import { ObjectRemoval } from "./object-removal";

/** How often a create begins again when the object that it took over was renamed at the same moment. */
const MOST_TRIES = 3;

/**
 * One object of the PCE over the requests of CloudFormation.
 *
 * CloudFormation keeps the physical id and the properties of before; all else is read from the PCE. It creates before it
 * deletes, so an object passes from one resource of a stack to another by the mark `<new> < <old>`: whichever of the two
 * is deleted, the other one keeps the object. One that is taken over from elsewhere (`takeOverFrom`) goes back in the same
 * way, unless the new resource was updated meanwhile.
 *
 * A name that one resource gives up and another one takes in the same deployment stays with its object: the one that takes
 * the name takes the object over, and the one that gives it up makes another. What was renamed before the other one looked
 * stays renamed. Either way each resource has an object of its name in the end.
 */
export class ObjectLife<Inputs extends object, State extends AnyState> {
  private readonly run: RunContext;
  private readonly removal: ObjectRemoval<Inputs, State>;

  constructor(
    private readonly kind: ObjectKind<Inputs, State>,
    private readonly event: CustomResourceEvent,
    private readonly systems: PceSystems,
    notes: Notes,
  ) {
    this.run = { ...stackRun(event, notes), settle: () => systems.system().pause() };
    this.removal = new ObjectRemoval(kind, event, systems, notes, this.run);
  }

  async handle(): Promise<Answer> {
    const { RequestType, PhysicalResourceId = "" } = this.event;
    if (RequestType === "Create") return this.create(await this.inputs());
    if (RequestType === "Update") return this.update(PhysicalResourceId);
    await this.delete(PhysicalResourceId);
    return { PhysicalResourceId };
  }

  private async create(inputs: Inputs): Promise<Answer> {
    for (let left = MOST_TRIES; ; left--) {
      const state = await this.createOnce(inputs);
      const former = state.ownership?.former;
      if (former === undefined || (await this.hasName(state, inputs))) return this.answer(state);
      await this.removal.remove(idOfState(state, this.systems), inputs);
      if (left === 1) throw this.renamedMeanwhile(former);
    }
  }

  private async createOnce(inputs: Inputs): Promise<State> {
    try {
      return (await this.kind.provider.create(inputs, this.systems, this.run)).state;
    } catch (error) {
      if (error instanceof IncompleteResourceError) await this.removal.undo(error);
      throw error;
    }
  }

  /** Whether an object that was taken over was not renamed at the same moment. */
  private async hasName(state: State, inputs: Inputs): Promise<boolean> {
    const live = await this.readAgain(idOfState(state, this.systems), inputs);
    return live !== undefined && this.kind.isSameName(live.inputs as Inputs, inputs);
  }

  /** Another key, another PCE, or an object that is gone makes a new one; CloudFormation deletes the old one at the end. */
  private async update(physical: string): Promise<Answer> {
    const inputs = await this.inputs();
    const id = readPhysicalId(physical);
    const isHere = id !== undefined && this.isHere(id);
    const live = isHere ? await this.read(id, await this.inputsOfBefore()) : undefined;
    if (id === undefined || live === undefined) return this.create(inputs);
    const { kind, systems, run } = this;
    const { replaces = [], changes } = await kind.provider.diff(id.path, live.state, inputs, systems, run);
    if (replaces.length > 0) return this.create(inputs);
    const ownership = this.heldBy(live);
    const isForeign = !ownership.adopted && live.mark?.reference !== ownership.reference;
    if (isForeign && changes === false) {
      this.run.warn(
        `${this.what}: ${id.path} does not carry the mark of this resource any more; it was left alone`,
      );
      return this.answer(live.state);
    }
    const isRenamed = !ownership.adopted && !kind.isSameName(live.inputs as Inputs, inputs);
    if (
      isRenamed &&
      (isLent(live, this.run) || !(await getName(kind.uniqueNames, id.path, inputs, systems.system(), run)))
    )
      return this.create(inputs);
    const before = { ...live.state, ownership };
    const after = await kind.provider.update(id.path, before, inputs, systems, run);
    const rival = isRenamed ? await this.readAgain(id, inputs) : undefined;
    if (rival !== undefined && isLent(rival, this.run)) throw this.renamedMeanwhile(rival.mark!.reference);
    return this.answer(after);
  }

  private renamedMeanwhile(other: string): IllumioIacError {
    return new IllumioIacError(
      `${this.what}: '${other}' of the same stack gives up or takes the same name at the same moment. Let one depend on the ` +
        "other (node.addDependency), or change the two in two deployments",
    );
  }

  /** Succeeds without a change for an id that no create gave, an object that is gone, or one of a later create. */
  private async delete(physical: string): Promise<void> {
    const id = readPhysicalId(physical);
    if (id === undefined) return;
    if (!this.isHere(id)) throw this.elsewhere(id);
    await this.removal.remove(id, await this.inputsOfBefore(this.event.ResourceProperties));
  }

  /**
   * Who has the object: this resource; or, in a rollback, still the one of the same stack that took it over from this
   * resource and shall give it back.
   */
  private heldBy(live: LiveObject<State>): PceOwnership {
    const { mark, ownership } = live;
    return isLent(live, this.run) ? { ...ownership, reference: mark!.reference } : ownership;
  }

  private read(id: PhysicalId, inputs: Inputs): Promise<LiveObject<State> | undefined> {
    return readObject(this.kind, id, inputs, this.systems, this.run);
  }

  private readAgain(id: PhysicalId, inputs: Inputs): Promise<LiveObject<State> | undefined> {
    const { labels, workloads } = this.systems.system();
    labels.forget();
    workloads.forget();
    return this.read(id, inputs);
  }

  /** @throws ConfigurationError that names everything wrong with the properties */
  private async inputs(): Promise<Inputs> {
    const { own } = splitProperties(this.what, this.event.ResourceProperties, this.kind.fields);
    return checkedInputs(this.kind, this.what, own, this.systems, this.run);
  }

  /** What an earlier request declared; it may be of another release, and of an update that was refused. */
  private async inputsOfBefore(
    properties: JsonRecord = this.event.OldResourceProperties ?? {},
  ): Promise<Inputs> {
    const own = ownProperties(properties, this.kind.fields);
    const { inputs } = await this.kind.provider.check(own, this.systems, this.run);
    return inputs as Inputs;
  }

  /** Whether the object is in the PCE that the properties name. */
  private isHere(id: PhysicalId): boolean {
    return isIn(this.systems.system().identity, id);
  }

  private elsewhere(id: PhysicalId): ConfigurationError {
    const { host, port, orgId } = this.event.ResourceProperties["pce"] as PceProperties;
    return new ConfigurationError(
      this.what,
      `is ${physicalId(id)}, but its properties name the PCE ${host}:${port}, organisation ${orgId}. Nothing was ` +
        "deleted. If the object is gone, delete the stack again and retain this resource (--retain-resources)",
    );
  }

  private answer(state: State): Answer {
    const attributes = this.kind.attributes(state);
    return fittingAnswer(this.event, physicalId(idOfState(state, this.systems)), attributes, (text) =>
      this.run.warn(text),
    );
  }

  private get what(): string {
    return `${this.kind.name} ${ownerOfEvent(this.event)}`;
  }
}
