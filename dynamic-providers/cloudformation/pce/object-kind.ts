import type { ExternalPair } from "../../../core/ownership/external-pair";
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

/** A kind of object of which no two may have one name. */
export interface UniqueNames<Inputs> {
  /** The object that has the name of these inputs. */
  holder(inputs: Inputs, system: PceSystem): Promise<(ExternalPair & { readonly href: string }) | undefined>;
  /**
   * Gives two objects each other's names, if the first one is in use.
   *
   * @returns whether the names were exchanged
   */
  exchangeIfUsed(href: string, rival: string, system: PceSystem): Promise<boolean>;
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
  /** Whether both have the name by which a create finds an object. */
  isSameName(one: Inputs, other: Inputs): boolean;
  /** How names are given that only one object may have; left out where several may have one. */
  readonly uniqueNames?: UniqueNames<Inputs>;
  /** Attributes for `Fn::GetAtt`, the more important ones first. */
  attributes(state: State): Readonly<Record<string, string>>;
}
