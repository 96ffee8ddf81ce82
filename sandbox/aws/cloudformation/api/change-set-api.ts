import { CloudError } from "../../../cloud/cloud-error";
import type { QueryInput, QueryOperation } from "../../http/query-protocol";
import type { Caller } from "../../iam/access";
import { type ChangeSet, isInProgress, type Stack } from "../engine/stack";
import { changeSetAnswer, changeSetSummary } from "./answers";
import { type Api, permit } from "./context";
import { createChangeSet } from "./create-change-set";
import { optionalFlag, optionalText, requiredText } from "./input";

/** The operations on change sets. A change set is complete, or has failed, when its creation is answered. */
export function changeSetOperations(api: Api): Readonly<Record<string, QueryOperation>> {
  return {
    CreateChangeSet: (input, caller) => {
      const changeSet = createChangeSet(api, input, caller);
      return { Id: changeSet.set.id, StackId: changeSet.stack.id };
    },
    DescribeChangeSet: (input, caller) => {
      const { stack, set } = existing(api, input, caller, "DescribeChangeSet");
      return changeSetAnswer(stack, set, optionalFlag(input, "IncludePropertyValues") ?? false);
    },
    ListChangeSets: (input, caller) => {
      const stack = api.stacks.existing(requiredText(input, "StackName"));
      permit(api, caller, "ListChangeSets", stack.id);
      return { Summaries: [...stack.changeSets.values()].map((set) => changeSetSummary(stack, set)) };
    },
    // There are no hooks; clients ask for them when a change set failed.
    ListHookResults: (input, caller) => {
      permit(api, caller, "ListHookResults");
      return {
        TargetType: optionalText(input, "TargetType"),
        TargetId: optionalText(input, "TargetId"),
        HookResults: [],
      };
    },
    DeleteChangeSet: (input, caller) => {
      permit(api, caller, "DeleteChangeSet", optionalText(input, "StackName"));
      const found = find(api, input);
      if (found === undefined) {
        if (optionalText(input, "StackName") !== undefined)
          api.stacks.changeable(requiredText(input, "StackName"));
        return {};
      }
      if (found.set.executionStatus === "EXECUTE_IN_PROGRESS") throw wrongStatus(found.set, "deleted");
      found.stack.changeSets.delete(found.set.id);
      return {};
    },
    ExecuteChangeSet: (input, caller) => {
      const { stack, set } = existing(api, input, caller, "ExecuteChangeSet");
      if (set.executionStatus !== "AVAILABLE") throw wrongStatus(set, "executed");
      execute(api, stack, set, input);
      return {};
    },
  };
}

function execute(api: Api, stack: Stack, set: ChangeSet, input: QueryInput): void {
  if (isInProgress(stack)) throw wrongStatus(set, "executed");
  if (set.type === "UPDATE") api.operations.requireUpdatable(stack);
  for (const other of [...stack.changeSets.values()]) if (other !== set) stack.changeSets.delete(other.id);
  set.executionStatus = "EXECUTE_COMPLETE";
  const isKept = optionalFlag(input, "DisableRollback") ?? set.onStackFailure === "DO_NOTHING";
  stack.disableRollback = isKept;
  const onFailure = isKept ? "DO_NOTHING" : set.onStackFailure === "DELETE" ? "DELETE" : "ROLLBACK";
  const options = { clientToken: optionalText(input, "ClientRequestToken"), onFailure } as const;
  if (set.type === "CREATE") api.operations.create(stack, set.declaration, options);
  else api.operations.update(stack, set.declaration, options);
}

/** By the id, or by its name and the stack. */
function find(api: Api, input: QueryInput): { stack: Stack; set: ChangeSet } | undefined {
  const wanted = requiredText(input, "ChangeSetName");
  const stackName = optionalText(input, "StackName");
  const stacks = stackName === undefined ? api.stacks.live : [api.stacks.find(stackName) ?? []].flat();
  for (const stack of stacks) {
    const set = [...stack.changeSets.values()].find(({ id, name }) => id === wanted || name === wanted);
    if (set !== undefined) return { stack, set };
  }
  return undefined;
}

function existing(
  api: Api,
  input: QueryInput,
  caller: Caller,
  action: string,
): { stack: Stack; set: ChangeSet } {
  permit(api, caller, action, optionalText(input, "StackName"));
  const stackName = optionalText(input, "StackName");
  if (stackName !== undefined) api.stacks.changeable(stackName);
  const found = find(api, input);
  if (found !== undefined) return found;
  throw new CloudError(
    "ChangeSetNotFound",
    `ChangeSet [${requiredText(input, "ChangeSetName")}] does not exist`,
    404,
  );
}

function wrongStatus({ id, status, executionStatus }: ChangeSet, verb: string): CloudError {
  const shown = executionStatus === "AVAILABLE" ? status : `${status}, ${executionStatus}`;
  return new CloudError(
    "InvalidChangeSetStatus",
    `ChangeSet [${id}] cannot be ${verb} in its current status of [${shown}]`,
  );
}
