import type { Shape } from "./shape";

export type Properties = Record<string, unknown>;

/** One entry of the resource table. */
export interface Resource<P = Properties> {
  readonly type: string;
  /** What CloudFormation's `Ref` gives. */
  readonly id: string;
  properties: P;
}

/**
 * What the sandbox cloud knows of one CloudFormation resource type. `Cloud` is the part of the cloud that it needs.
 *
 * Every method refuses with a `CloudError` that has the code and message of the service behind the type; it leaves
 * nothing behind when it refuses.
 */
export interface ResourceType<P, Cloud> {
  readonly type: string;
  readonly shape: Shape;
  /** Properties that AWS cannot change after creation. */
  readonly createOnly: readonly (keyof P & string)[];
  /** Makes it and returns its id. */
  create(cloud: Cloud, properties: P): string | Promise<string>;
  /** What `Fn::GetAtt` gives, and what a program reads back. */
  attributes(cloud: Cloud, resource: Resource<P>): Properties;
  /** Absent where the service has no update call. */
  update?(cloud: Cloud, resource: Resource<P>, properties: P): void | Promise<void>;
  delete(cloud: Cloud, resource: Resource<P>): void | Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of types holds properties of many shapes
export type AnyResourceType<Cloud> = ResourceType<any, Cloud>;
