import type { QueryInput, QueryOperation } from "../../http/query-protocol";
import type { Caller } from "../../iam/access";
import type { Stack, StackResource } from "../engine/stack";
import { invalid } from "../template/template-error";
import { eventAnswer, operationEventAnswer, resourceAnswer, resourceSummary } from "./answers";
import { type Api, permit } from "./context";
import { optionalText, requiredText } from "./input";

const EVENTS_IN_PAGE = 100;

/** The operations that read resources and events of a stack. */
export function resourceOperations(api: Api): Readonly<Record<string, QueryOperation>> {
  const stackOf = (input: QueryInput, caller: Caller, action: string): Stack => {
    const name = requiredText(input, "StackName");
    permit(api, caller, action, name);
    return api.stacks.existing(name);
  };
  return {
    DescribeStackEvents: (input, caller) => {
      const name = requiredText(input, "StackName");
      permit(api, caller, "DescribeStackEvents", name);
      const stack = api.stacks.find(name);
      if (stack === undefined) throw invalid(`Stack [${name}] does not exist`);
      const { page, NextToken } = pageOf(stack.events, input);
      return { StackEvents: page.map((event) => eventAnswer(stack, event)), NextToken };
    },
    DescribeEvents: (input, caller) => {
      const name = optionalText(input, "StackName");
      permit(api, caller, "DescribeEvents", name);
      const operation = optionalText(input, "OperationId");
      const set = optionalText(input, "ChangeSetName");
      const onlyFailed =
        (input["Filters"] as Record<string, unknown> | undefined)?.["FailedEvents"] === "true";
      const stacks = name === undefined ? api.stacks.all : [api.stacks.existing(name)];
      const found = stacks.flatMap((stack) =>
        stack.events
          // Nothing happens to resources while a change set is made.
          .filter(({ operationId }) => set === undefined && (operation ?? operationId) === operationId)
          .filter(({ status }) => !onlyFailed || status.endsWith("_FAILED"))
          .map((event) => operationEventAnswer(stack, event)),
      );
      const { page, NextToken } = pageOf(found, input);
      return { OperationEvents: page, NextToken };
    },
    DescribeStackResources: (input, caller) => {
      const physicalId = optionalText(input, "PhysicalResourceId");
      const wanted = optionalText(input, "LogicalResourceId");
      const stack =
        physicalId === undefined
          ? stackOf(input, caller, "DescribeStackResources")
          : ofPhysicalId(api, physicalId);
      permit(api, caller, "DescribeStackResources", stack.id);
      const resources = [...stack.resources.values()].filter(
        ({ logicalId }) => (wanted ?? logicalId) === logicalId,
      );
      return { StackResources: resources.map((resource) => resourceAnswer(stack, resource)) };
    },
    DescribeStackResource: (input, caller) => {
      const stack = stackOf(input, caller, "DescribeStackResource");
      const resource = resourceOf(stack, requiredText(input, "LogicalResourceId"));
      const { Timestamp, ...rest } = resourceAnswer(stack, resource);
      const Metadata = resource.metadata === undefined ? undefined : JSON.stringify(resource.metadata);
      return { StackResourceDetail: { ...rest, LastUpdatedTimestamp: Timestamp, Metadata } };
    },
    ListStackResources: (input, caller) => {
      const stack = stackOf(input, caller, "ListStackResources");
      return {
        StackResourceSummaries: [...stack.resources.values()].map((resource) =>
          resourceSummary(stack, resource),
        ),
      };
    },
  };
}

/** Newest first. A token says how many of the oldest are left, so that new events do not move the pages. */
function pageOf<T>(events: readonly T[], input: QueryInput): { page: T[]; NextToken: string | undefined } {
  const end = Number(optionalText(input, "NextToken") ?? events.length);
  const start = Math.max(0, end - EVENTS_IN_PAGE);
  return { page: events.slice(start, end).reverse(), NextToken: start > 0 ? String(start) : undefined };
}

function resourceOf(stack: Stack, logicalId: string): StackResource {
  const found = stack.resources.get(logicalId);
  if (found !== undefined) return found;
  throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`);
}

function ofPhysicalId(api: Api, physicalId: string): Stack {
  const found = api.stacks.live.find(({ resources }) =>
    [...resources.values()].some((resource) => resource.physicalId === physicalId),
  );
  if (found !== undefined) return found;
  throw invalid(`Stack for ${physicalId} does not exist`);
}
