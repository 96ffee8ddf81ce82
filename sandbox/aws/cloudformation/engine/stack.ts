import type { StackParameter } from "../template/parameters";
import type { Template } from "../template/template";
import type { ResourceChange } from "./resource-change";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a stack is to be: a template, and what goes into it. */
export interface Declaration {
  readonly templateText: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, StackParameter>;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string | undefined;
  /** Whether a condition of the template holds. */
  readonly holds: (condition: string) => boolean;
  /** Logical ids whose condition holds, in the order of the template. */
  readonly wanted: readonly string[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}

/** One resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives; empty until it exists. */
  physicalId: string;
  /** Evaluated, with dynamic references as they are written. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The name that was made up for it, where the template gives none. */
  readonly generatedName?: string | undefined;
  /** What `Fn::GetAtt` of a custom resource gives. */
  data?: Readonly<Record<string, unknown>> | undefined;
  /** Whether answers mask the data. */
  noEcho?: boolean | undefined;
  /** Names the answer that the data are of: `<stack ARN>|<logical id>|<request id>`. */
  answer?: string | undefined;
  readonly metadata?: unknown;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  /** Logical ids that it was made after. */
  readonly dependsOn: ReadonlySet<string>;
  status: string;
  reason?: string | undefined;
  /** Milliseconds since 1970. */
  changedAt: number;
}

/** What an operation did to one resource, so that it can be undone. */
export interface Step {
  /**
   * - `created`: there was none before;
   * - `changed`: by a call, in place or as its provider decided;
   * - `replaced`: `after` exists beside `before`;
   * - `described`: only what the stack knows of it is another.
   */
  readonly kind: "created" | "changed" | "replaced" | "described";
  readonly before: StackResource | undefined;
  readonly after: StackResource;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: "CREATE" | "UPDATE";
  readonly description?: string | undefined;
  readonly createdAt: number;
  readonly declaration: Declaration;
  readonly changes: readonly ResourceChange[];
  readonly onStackFailure?: string | undefined;
  status: string;
  statusReason?: string | undefined;
  executionStatus: string;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  /** JSON. */
  readonly properties?: string | undefined;
  readonly operationId: string;
  readonly clientToken?: string | undefined;
  /** Milliseconds since 1970; no two events of an account are at the same time. */
  readonly time: number;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  status: string;
  statusReason?: string | undefined;
  /** Absent until a change set of a new stack is executed. */
  declaration?: Declaration | undefined;
  /** What is to be rolled back to, while an update runs or after one failed. */
  previous?: Declaration | undefined;
  /** Whether its creation has ever succeeded, so that there is something to roll back to. */
  wasComplete: boolean;
  readonly resources: Map<string, StackResource>;
  outputs: readonly StackOutput[];
  /** Names of exports of other stacks that it uses. */
  imports: ReadonlySet<string>;
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
  terminationProtection: boolean;
  disableRollback: boolean;
  timeoutInMinutes?: number | undefined;
  /** Steps since the stack was last complete, oldest first. */
  steps: Step[];
  /** What the stack no longer holds and must be deleted once the operation has succeeded. */
  leftovers: StackResource[];
  /** What a rollback has taken from the stack and must still delete. */
  discarded: StackResource[];
  operationId: string;
  clientToken?: string | undefined;
  /** The operation that runs; resolves when it ended. */
  running?: Promise<void> | undefined;
  isCancelled: boolean;
  policy?: string | undefined;
}

/** Whether there is something in the account for it. */
export function exists({ physicalId, status }: Pick<StackResource, "physicalId" | "status">): boolean {
  return physicalId !== "" && status !== "CREATE_FAILED";
}

export function isInProgress({ status }: Pick<Stack, "status">): boolean {
  return status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
}
