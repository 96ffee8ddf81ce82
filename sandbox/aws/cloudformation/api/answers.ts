import { STACK_TYPE } from "../engine/events";
import { MASK, mask, secretsOfStack } from "../engine/masking";
import type { ChangeSet, Declaration, Stack, StackEvent, StackResource } from "../engine/stack";

const date = (time: number | undefined) => (time === undefined ? undefined : new Date(time));

const NOT_CHECKED = "NOT_CHECKED";

export function stackAnswer(stack: Stack): Record<string, unknown> {
  const { declaration } = stack;
  const executed = [...stack.changeSets.values()].find((one) => one.executionStatus.startsWith("EXECUTE_"));
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: executed?.id,
    Description: declaration?.template.Description,
    Parameters: parameterAnswers(declaration),
    CreationTime: date(stack.createdAt),
    LastUpdatedTime: date(stack.updatedAt),
    DeletionTime: date(stack.deletedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: declaration?.notificationArns ?? [],
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: declaration?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: mask(value, secretsOfStack(stack)),
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: declaration?.roleArn,
    Tags: declaration?.tags ?? [],
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: NOT_CHECKED },
  };
}

export function parameterAnswers(declaration: Declaration | undefined): Record<string, unknown>[] {
  return [...(declaration?.parameters.values() ?? [])].map(({ key, text, noEcho, resolved }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? MASK : text,
    ResolvedValue: resolved === undefined ? undefined : noEcho ? MASK : resolved,
  }));
}

export function eventAnswer(stack: Stack, event: StackEvent): Record<string, unknown> {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: date(event.time),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties,
    ClientRequestToken: event.clientToken,
  };
}

/** An event as `DescribeEvents` gives it. */
export function operationEventAnswer(stack: Stack, event: StackEvent): Record<string, unknown> {
  const failed = event.status.endsWith("_FAILED");
  return {
    ...eventAnswer(stack, event),
    StackName: undefined,
    EventType: event.type === STACK_TYPE ? "STACK_EVENT" : failed ? "PROVISIONING_ERROR" : "STACK_EVENT",
    StartTime: date(event.time),
    EndTime: date(event.time),
  };
}

export function resourceAnswer(stack: Stack, resource: StackResource): Record<string, unknown> {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId === "" ? undefined : resource.physicalId,
    ResourceType: resource.type,
    Timestamp: date(resource.changedAt),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: { StackResourceDriftStatus: NOT_CHECKED },
  };
}

export function resourceSummary(stack: Stack, resource: StackResource): Record<string, unknown> {
  const { StackName: _name, StackId: _id, Timestamp, ...rest } = resourceAnswer(stack, resource);
  return { ...rest, LastUpdatedTimestamp: Timestamp };
}

export function changeSetSummary(stack: Stack, changeSet: ChangeSet): Record<string, unknown> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: date(changeSet.createdAt),
    Description: changeSet.description,
  };
}

/** @param withValues whether property values are asked for */
export function changeSetAnswer(
  stack: Stack,
  changeSet: ChangeSet,
  withValues: boolean,
): Record<string, unknown> {
  const { declaration, changes } = changeSet;
  return {
    ...changeSetSummary(stack, changeSet),
    Parameters: parameterAnswers(declaration),
    NotificationARNs: declaration.notificationArns,
    RollbackConfiguration: {},
    Capabilities: declaration.capabilities,
    Tags: declaration.tags,
    OnStackFailure: changeSet.onStackFailure,
    IncludeNestedStacks: false,
    Changes: changes.map((change) => ({
      Type: "Resource",
      ResourceChange: withValues ? change : withoutValues(change),
    })),
  };
}

function withoutValues(change: ChangeSet["changes"][number]): Record<string, unknown> {
  const { BeforeContext: _before, AfterContext: _after, Details, ...rest } = change;
  const details = Details.map(({ Target, ...detail }) => {
    const {
      Path: _path,
      BeforeValue: _old,
      AfterValue: _new,
      AttributeChangeType: _type,
      ...target
    } = Target;
    return { ...detail, Target: target };
  });
  // Places within one property are told apart by their values only.
  const different = new Map(details.map((detail) => [JSON.stringify(detail), detail]));
  return { ...rest, Details: [...different.values()] };
}
