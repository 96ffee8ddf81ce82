import { CloudError } from "../../../cloud/cloud-error";
import type { QueryInput } from "../../http/query-protocol";
import type { Caller } from "../../iam/access";
import type { ResourceChange } from "../engine/resource-change";
import type { ChangeSet, Stack } from "../engine/stack";
import { invalid } from "../template/template-error";
import { type Api, declarationInput, permit } from "./context";
import { checkStackName, optionalText, requiredText } from "./input";

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Makes a change set that is complete or has failed; one for a new stack makes the stack, too. */
export function createChangeSet(
  api: Api,
  input: QueryInput,
  caller: Caller,
): { stack: Stack; set: ChangeSet } {
  const stackName = requiredText(input, "StackName");
  const name = requiredText(input, "ChangeSetName");
  permit(api, caller, "CreateChangeSet", stackName);
  const type = optionalText(input, "ChangeSetType") ?? "UPDATE";
  if (type !== "CREATE" && type !== "UPDATE")
    throw invalid(`The sandbox has no change sets of type ${type}.`);
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const stack = type === "CREATE" ? forCreation(api, stackName, name) : forUpdate(api, stackName);
  const same = [...stack.changeSets.values()].find((other) => other.name === name);
  // An executed one is no longer in the way. UNCONFIRMED; clients that name change sets by the second rely on it.
  if (same !== undefined && same.executionStatus !== "EXECUTE_COMPLETE") {
    throw new CloudError("AlreadyExistsException", `ChangeSet [${name}] already exists`);
  }
  const declaration = api.operations.declare(stack, declarationInput(api, input, caller, stack));
  const { account, events } = api.engine;
  const outcome = planned(api, stack, declaration);
  const set: ChangeSet = {
    id: `${api.cloud.arn("cloudformation", `changeSet/${name}`)}/${account.ids.uuid()}`,
    name,
    type,
    description: optionalText(input, "Description"),
    createdAt: events.time(),
    declaration,
    onStackFailure: optionalText(input, "OnStackFailure"),
    ...outcome,
  };
  if (api.stacks.find(stack.id) === undefined) {
    api.stacks.add(stack);
    events.stack(stack, "REVIEW_IN_PROGRESS", "User Initiated");
  }
  if (same !== undefined) stack.changeSets.delete(same.id);
  stack.changeSets.set(set.id, set);
  return { stack, set };
}

function planned(
  api: Api,
  stack: Stack,
  declaration: ChangeSet["declaration"],
): Pick<ChangeSet, "changes" | "status" | "statusReason" | "executionStatus"> {
  const failed = (statusReason: string, changes: readonly ResourceChange[] = []) => ({
    changes,
    status: "FAILED",
    statusReason,
    executionStatus: "UNAVAILABLE",
  });
  try {
    const { changes, isEmpty } = api.operations.plan(stack, declaration);
    return isEmpty
      ? failed(NO_CHANGES)
      : { changes, status: "CREATE_COMPLETE", executionStatus: "AVAILABLE" };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return failed(error.message);
  }
}

function forCreation(api: Api, stackName: string, changeSetName: string): Stack {
  const found = api.stacks.find(stackName);
  if (found === undefined) {
    checkStackName(stackName);
    return api.operations.draft(stackName);
  }
  if (found.status === "REVIEW_IN_PROGRESS") return found;
  throw invalid(
    `Stack [${found.name}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
  );
}

function forUpdate(api: Api, stackName: string): Stack {
  const stack = api.stacks.changeable(stackName);
  api.operations.requireUpdatable(stack);
  return stack;
}
