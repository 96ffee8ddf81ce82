import { IllumioIacError } from "../../../core/errors";
import type { OwnerMark } from "../../../core/ownership/owner-mark";
import type { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { PceSystems } from "../../pce/system/pce-systems";
import { type CustomResourceEvent, ownerOfEvent } from "../event";
import type { PhysicalId } from "../physical-id";
import { type Notes, stackRun } from "../stack-run";
import { type AnyState, idOfState, isOfAnother, type LiveObject, readObject } from "./live-object";
import type { ObjectKind } from "./object-kind";

/** How a resource of CloudFormation gives its object up: it deletes it, or leaves it to the other one in its mark. */
export class ObjectRemoval<Inputs extends object, State extends AnyState> {
  constructor(
    private readonly kind: ObjectKind<Inputs, State>,
    private readonly event: CustomResourceEvent,
    private readonly systems: PceSystems,
    private readonly notes: Notes,
    private readonly run: RunContext,
  ) {}

  /** Succeeds without a change for an object that is gone, or one of a later create. */
  async remove(id: PhysicalId, inputs: Inputs): Promise<void> {
    const live = await readObject(this.kind, id, inputs, this.systems, this.run);
    if (live === undefined) return;
    const { mark, ownership } = live;
    const passes = id.incarnation !== undefined && mark?.incarnation === id.incarnation && mark.former;
    if (passes && mark.former === this.run.owner) return this.leave(id, live, mark, mark.reference);
    if (passes && mark.reference === this.run.owner) return this.leave(id, live, mark, mark.former!);
    if (mark !== undefined && isOfAnother(mark, this.run))
      return this.run.say(`${this.what}: ${id.path} is that of '${mark.reference}' now`);
    await this.kind.provider.delete(id.path, { ...live.state, ownership }, this.systems, this.run);
  }

  /** A failed create gets no Delete, so it removes what it made, and gives back what it took over. */
  async undo(error: IncompleteResourceError): Promise<void> {
    const state = error.state as State;
    const { ownership } = state;
    if (!ownership || ownership.adopted || (error.existedBefore && ownership.former === undefined)) return;
    try {
      await this.remove(idOfState(state, this.systems), state as unknown as Inputs);
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new IllumioIacError(
        `${error.message}; it stays in the PCE, because it could not be removed: ${reason}`,
        { cause: error },
      );
    }
  }

  /**
   * Leaves the object to one of the two resources whose names stand in its mark. CloudFormation does not tell whether the
   * stack still has it: the answer or the Delete of the other one may have been lost in an earlier deployment.
   */
  private async leave(
    id: PhysicalId,
    live: LiveObject<State>,
    { reference, incarnation }: OwnerMark,
    owner: string,
  ): Promise<void> {
    const ownership = { ...live.ownership, reference, incarnation: incarnation! };
    const run = stackRun(this.event, this.notes, owner);
    const before = { ...live.state, ownership };
    await this.kind.provider.update(id.path, before, live.inputs as Inputs, this.systems, run);
    this.run.warn(
      `${this.what}: ${id.path} is left to '${owner}'; if its stack has no such resource any more, it stays in the PCE ` +
        "until illumio-iac sweep removes it",
    );
  }

  private get what(): string {
    return `${this.kind.name} ${ownerOfEvent(this.event)}`;
  }
}
