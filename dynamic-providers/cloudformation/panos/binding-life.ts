import type { JsonRecord } from "../../../core/checks/json";
import { FIRST_VSYS, filterOf, tablesOf } from "../../../core/dag";
import { ConfigurationError } from "../../../core/errors";
import { isOwnClaim } from "../../../core/reconcile/release";
import type { BindingSystems } from "../../panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../panos/dag-binding/dag-binding.provider";
import type { DagBindingInputs, DagBindingState } from "../../panos/dag-binding/dag-binding-state";
import { placesOf } from "../../panos/dag-binding/unfinished";
import { markedObjects } from "../../panos/objects/left-objects";
import { type Answer, fittingAnswer } from "../answer";
import { type CustomResourceEvent, ownerOfEvent } from "../event";
import { type PhysicalId, physicalId, readPhysicalId } from "../physical-id";
import { ownProperties, splitProperties } from "../properties";
import { incarnationOf, type Notes, stackRun } from "../stack-run";
import { BINDING_FIELDS, FIREWALL_SECRET } from "./binding-fields";
import { endHandOver } from "./end-hand-over";
import { formerOwner, giveBack } from "./give-back";
import { sharedNames } from "./shared-names";

const DEFAULT_PORT = 443;

/**
 * A binding over the requests of CloudFormation. A request is begun, which checks it and gives the physical id, and then
 * finished, which writes; to finish it once more after it was cut off goes on with it.
 *
 * The claim on the firewall and the marks of tag, group and rule carry the incarnation of the physical id, and a Delete
 * removes only what carries its own: not what the same construct made before under another tag or makes now.
 */
export class BindingLife {
  private readonly run;

  constructor(
    private readonly event: CustomResourceEvent,
    private readonly systems: BindingSystems,
    private readonly hosts: readonly string[],
    notes: Notes,
  ) {
    this.run = stackRun(event, notes);
  }

  /**
   * @throws ConfigurationError that names everything wrong with the properties; nothing is read of PCE and firewall, and
   *   nothing is written
   */
  async begin(): Promise<Answer> {
    const { RequestType, PhysicalResourceId = "" } = this.event;
    if (RequestType === "Delete") return { PhysicalResourceId };
    const inputs = await this.inputs();
    const { definition, addressGroup } = inputs;
    const id = this.idOf(inputs, PhysicalResourceId);
    await this.refuseShared(inputs, id);
    const { tag, revision } = definition;
    const attributes = {
      definition: JSON.stringify(definition),
      revision,
      tag,
      filter: filterOf(tag),
      ...(addressGroup && { groupName: addressGroup.name }),
    };
    const answer = fittingAnswer(this.event, id, attributes, () => undefined);
    if (Object.keys(answer.Data ?? {}).length < Object.keys(attributes).length)
      throw new ConfigurationError(
        this.what,
        `its definition has ${attributes.definition.length} characters, which with the rest of the answer do not fit into what ` +
          "CloudFormation takes of a custom resource; make it shorter, or two bindings of it. Nothing was written",
      );
    return answer;
  }

  async finish(): Promise<void> {
    const { RequestType, PhysicalResourceId = "", ResourceProperties, OldResourceProperties } = this.event;
    const id = readPhysicalId(PhysicalResourceId);
    if (id === undefined) return; // was never made
    if (RequestType === "Delete") {
      if (!this.isHere(id)) throw this.elsewhere(id);
      return this.delete(id, await this.stateOf(id, ResourceProperties, id.incarnation));
    }
    const inputs = await this.inputs();
    const { systems, run } = this;
    const isNew = id.incarnation === incarnationOf(this.event);
    const replaces = RequestType === "Update";
    if (isNew) await dagBindingProvider.create(inputs, systems, { ...run, replaces });
    else {
      const before = await this.stateOf(id, OldResourceProperties ?? {});
      await dagBindingProvider.update(id.path, before, inputs, systems, run);
    }
  }

  /**
   * A create that was refused has claimed nothing, and nothing on the firewall is its own. What another resource of the
   * stack has taken over stays with that one; what this one took over goes back, because CloudFormation does not say
   * whether a Delete is that of a rollback.
   */
  private async delete(id: PhysicalId, state: DagBindingState): Promise<void> {
    const { systems, run } = this;
    const { definition, incarnation } = state;
    const places = await placesOf(state, tablesOf(definition.target), systems);
    const released = { owners: [definition.owner], incarnation };
    const isPassed = await endHandOver(state, places, systems, run);
    const isClaimed = places.some(({ claims }) =>
      claims.some((claim) => claim.stage !== "former" && isOwnClaim(claim, released)),
    );
    if (!isClaimed && (isPassed || (state.made ?? []).length === 0)) return;
    const former = formerOwner(state, places);
    if (former !== undefined) return giveBack(state, former, places, systems, run);
    await dagBindingProvider.delete(id.path, state, systems, run);
  }

  /**
   * The state that the engine would have kept.
   *
   * @param incarnation that the marks of its objects name; without it they may be of any, for an update in place finds
   *   no other one that is in use
   */
  private async stateOf(
    id: PhysicalId,
    properties: JsonRecord,
    incarnation?: string,
  ): Promise<DagBindingState> {
    const { inputs: before } = await this.inputsOf(properties);
    const { definition } = before;
    const { configuration } = this.systems.firewall(definition).client;
    return {
      ...before,
      incarnation: id.incarnation ?? "",
      made: await markedObjects(configuration, definition, [definition.owner], incarnation),
      place: { hosts: this.hosts, pce: this.systems.pce.system().identity },
      tag: definition.tag,
      filter: filterOf(definition.tag),
      memberCount: 0,
      memberDigest: "",
      skipped: {},
      complete: false,
    };
  }

  /** What an earlier request declared; it may be of another release, and of an update that was refused. */
  private async inputsOf(
    properties: JsonRecord,
  ): Promise<{ readonly inputs: DagBindingInputs; readonly isSound: boolean }> {
    const own = this.ownOf(ownProperties(properties, BINDING_FIELDS));
    const { inputs, failures } = await dagBindingProvider.check(own, this.systems, this.run);
    return { inputs: inputs as unknown as DagBindingInputs, isSound: failures.length === 0 };
  }

  private async inputs(): Promise<DagBindingInputs> {
    const { own } = splitProperties(this.what, this.event.ResourceProperties, BINDING_FIELDS);
    const { inputs, failures } = await dagBindingProvider.check(this.ownOf(own), this.systems, this.run);
    if (failures.length === 0) return inputs as unknown as DagBindingInputs;
    const lines = failures.map(({ path, reason }) => `  ${path}: ${reason}`);
    const count = lines.length === 1 ? "one problem" : `${lines.length} problems`;
    throw new ConfigurationError(`properties of ${this.what}`, count, { lines });
  }

  /** Members are filled in once and are then those of the scheduled function. */
  private ownOf({ [FIREWALL_SECRET]: _, ...own }: JsonRecord): JsonRecord {
    return { ...own, membership: "sync" };
  }

  /** The id of before while the binding stays where it is; otherwise one of this request. */
  private idOf({ definition }: DagBindingInputs, before: string): string {
    const { target, tag } = definition;
    const path = `/${encodeURIComponent(target.vsys ?? target.deviceGroup ?? FIRST_VSYS)}/${encodeURIComponent(tag)}`;
    const id = readPhysicalId(before);
    if (id !== undefined && id.path === path && this.isHere(id)) return before;
    return physicalId({ ...hostAndPort(this.hosts[0]!), path, incarnation: incarnationOf(this.event) });
  }

  /** @throws ConfigurationError where a binding would share a name with the one on the same firewall that it replaces */
  private async refuseShared(inputs: DagBindingInputs, after: string): Promise<void> {
    const { PhysicalResourceId = "", OldResourceProperties } = this.event;
    const id = readPhysicalId(PhysicalResourceId);
    if (OldResourceProperties === undefined || id === undefined) return;
    if (PhysicalResourceId === after || !this.isHere(id)) return;
    const before = await this.inputsOf(OldResourceProperties);
    const names = before.isSound ? sharedNames(before.inputs, inputs) : [];
    if (names.length === 0) return;
    throw new ConfigurationError(
      this.what,
      `another tag, vsys or device group makes another binding, and ${id.path} stays beside it until the deployment is ` +
        `over, so both cannot have ${names.join(" and ")}. Nothing was written. Change this too, or deploy the binding ` +
        "once without addressGroup and rule before",
    );
  }

  /** One of the two hosts of a pair may be another one meanwhile. */
  private isHere({ host, port }: PhysicalId): boolean {
    return this.hosts.map(hostAndPort).some((one) => one.host === host && one.port === port);
  }

  private elsewhere(id: PhysicalId): ConfigurationError {
    return new ConfigurationError(
      this.what,
      `is ${physicalId(id)}, but the secret of its firewall names ${this.hosts.join(", ")}. Nothing was deleted. Point the ` +
        "secret back, or delete the stack again and retain this resource (--retain-resources)",
    );
  }

  private get what(): string {
    return `DagBinding ${ownerOfEvent(this.event)}`;
  }
}

function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const url = new URL(`https://${text}`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { host, port: url.port === "" ? DEFAULT_PORT : Number(url.port) };
}
