import type { StackResource, Tag } from "./stack";

/** The stack that a resource is of, as a provisioner needs it. */
export interface Owner {
  readonly stackId: string;
  readonly stackName: string;
  /** Tags that go to every resource that takes tags. */
  readonly tags: readonly Tag[];
}

export interface Provisioned {
  readonly physicalId: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly noEcho?: boolean;
  readonly answer?: string;
}

/** A resource as it is to be. */
export type Wanted = Pick<StackResource, "logicalId" | "type" | "properties" | "generatedName">;

/** Makes, changes and deletes resources of some types. */
export interface Provisioner {
  has(type: string): boolean;
  /** @throws CloudError when the properties are not those of the type, or `before` cannot be changed to them */
  check(wanted: Wanted, before?: StackResource): void;
  /** Whether a change of a property needs a new resource. `maybe`: only the provider knows. */
  needsReplacement(type: string, property: string): boolean | "maybe";
  /** Whether resources of the type take the tags of their stack. */
  takesTags(type: string): boolean;
  /** @throws CustomResourceFailure when something may have been made, with the id that deletes it */
  create(owner: Owner, wanted: Wanted): Promise<Provisioned>;
  /** Another id in the result tells of a new resource beside the old one. */
  update(owner: Owner, before: StackResource, wanted: Wanted): Promise<Provisioned>;
  /** Succeeds when there is none any more. */
  delete(owner: Owner, resource: StackResource): Promise<void>;
  /** @throws CloudError when the resource has no such attribute */
  attribute(resource: StackResource, name: string): unknown;
}
