import type { ResourceProvider } from "../../lifecycle/resource-provider";
import type { PceOwnership } from "../../pce/system/external-reference";
import type { PceSystem } from "../../pce/system/pce-system";
import type { PceSystems } from "../../pce/system/pce-systems";
import type { Fields } from "../property-shape";

/** An object of the PCE as CloudFormation knows it. */
export interface KnownObject {
  readonly href: string;
  readonly ownership: PceOwnership;
}

/** One kind of object of the PCE behind a custom resource. */
export interface ObjectKind<Inputs extends object, State extends object> {
  /** Name in messages: `Label`. */
  readonly name: string;
  readonly provider: ResourceProvider<Inputs, State, PceSystems>;
  /** Properties of the resource. */
  readonly fields: Fields;
  /**
   * The state that the engine would have kept, of what CloudFormation keeps: the inputs of before and the physical id. It
   * is read again before it is used.
   */
  stateOf(known: KnownObject, inputs: Inputs, system: PceSystem): Promise<State>;
  /** Attributes for `Fn::GetAtt`, the more important ones first. */
  attributes(state: State): Readonly<Record<string, string>>;
}
