import { CloudError } from "../../../cloud/cloud-error";
import type { QueryInput, QueryOperation } from "../../http/query-protocol";
import { isInProgress, type Stack } from "../engine/stack";
import { invalid } from "../template/template-error";
import { type Api, declarationInput, permit } from "./context";
import { checkStackName, optionalFlag, optionalText, requiredText, textsOf } from "./input";

/** The operations on whole stacks. */
export function stackOperations(api: Api): Readonly<Record<string, QueryOperation>> {
  return {
    CreateStack: (input, caller) => {
      const name = requiredText(input, "StackName");
      permit(api, caller, "CreateStack", name);
      checkStackName(name);
      if (api.stacks.find(name) !== undefined) {
        throw new CloudError("AlreadyExistsException", `Stack [${name}] already exists`);
      }
      const stack = api.operations.draft(name);
      const declaration = api.operations.declare(stack, declarationInput(api, input, caller, undefined));
      const onFailure = onFailureOf(input);
      stack.disableRollback = onFailure === "DO_NOTHING";
      stack.terminationProtection = optionalFlag(input, "EnableTerminationProtection") ?? false;
      const timeout = optionalText(input, "TimeoutInMinutes");
      stack.timeoutInMinutes = timeout === undefined ? undefined : Number(timeout);
      api.operations.create(stack, declaration, {
        clientToken: optionalText(input, "ClientRequestToken"),
        onFailure,
      });
      return { StackId: stack.id };
    },
    UpdateStack: (input, caller) => {
      const stack = changeable(api, input, "UpdateStack", caller);
      api.operations.requireUpdatable(stack);
      const declaration = api.operations.declare(stack, declarationInput(api, input, caller, stack));
      if (isUnchanged(api, stack, declaration)) throw invalid("No updates are to be performed.");
      const isKept = optionalFlag(input, "DisableRollback") ?? false;
      stack.disableRollback = isKept;
      const clientToken = optionalText(input, "ClientRequestToken");
      api.operations.update(stack, declaration, {
        clientToken,
        onFailure: isKept ? "DO_NOTHING" : "ROLLBACK",
      });
      return { StackId: stack.id };
    },
    DeleteStack: (input, caller) => {
      const name = requiredText(input, "StackName");
      permit(api, caller, "DeleteStack", name);
      const stack = api.stacks.find(name);
      // A stack that is not there is deleted.
      if (stack === undefined || stack.status === "DELETE_COMPLETE") return {};
      requireDeletable(stack);
      const retained = textsOf(input, "RetainResources");
      if (retained.length > 0 && stack.status !== "DELETE_FAILED") {
        throw invalid(
          `Invalid operation on stack [${stack.id}]. Specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
        );
      }
      api.operations.delete(stack, optionalText(input, "ClientRequestToken"), retained);
      return {};
    },
    RollbackStack: (input, caller) => {
      const stack = changeable(api, input, "RollbackStack", caller);
      if (stack.status !== "CREATE_FAILED" && stack.status !== "UPDATE_FAILED") {
        throw invalid(`RollbackStack is not allowed for stack ${stack.id} in state ${stack.status}`);
      }
      api.operations.rollBack(stack, optionalText(input, "ClientRequestToken"));
      return { StackId: stack.id };
    },
    ContinueUpdateRollback: (input, caller) => {
      const stack = changeable(api, input, "ContinueUpdateRollback", caller);
      if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
      }
      const skipped = textsOf(input, "ResourcesToSkip");
      api.operations.rollBack(stack, optionalText(input, "ClientRequestToken"), skipped);
      return {};
    },
    UpdateTerminationProtection: (input, caller) => {
      const stack = changeable(api, input, "UpdateTerminationProtection", caller);
      stack.terminationProtection = optionalFlag(input, "EnableTerminationProtection") ?? false;
      return { StackId: stack.id };
    },
    SetStackPolicy: (input, caller) => {
      const stack = changeable(api, input, "SetStackPolicy", caller);
      stack.policy = optionalText(input, "StackPolicyBody");
      return {};
    },
    GetStackPolicy: (input, caller) => ({
      StackPolicyBody: changeable(api, input, "GetStackPolicy", caller).policy,
    }),
  };
}

function changeable(
  api: Api,
  input: QueryInput,
  action: string,
  caller: Parameters<QueryOperation>[1],
): Stack {
  const name = requiredText(input, "StackName");
  permit(api, caller, action, name);
  return api.stacks.changeable(name);
}

/** What cannot be evaluated counts as a change: the update then fails, and says why. */
function isUnchanged(api: Api, stack: Stack, declaration: Parameters<Api["operations"]["plan"]>[1]): boolean {
  try {
    return api.operations.plan(stack, declaration).isEmpty;
  } catch (error) {
    if (error instanceof CloudError && !/^Update of resource type/.test(error.message)) return false;
    throw error;
  }
}

function onFailureOf(input: QueryInput): "ROLLBACK" | "DELETE" | "DO_NOTHING" {
  const [given, disabled] = [optionalText(input, "OnFailure"), optionalFlag(input, "DisableRollback")];
  if (given !== undefined && disabled !== undefined) {
    throw invalid("You can specify either DisableRollback or OnFailure, but not both.");
  }
  if (given === "DELETE" || given === "DO_NOTHING") return given;
  return disabled ? "DO_NOTHING" : "ROLLBACK";
}

function requireDeletable(stack: Stack): void {
  if (stack.terminationProtection) {
    throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (isInProgress(stack) && /^(UPDATE|ROLLBACK)/.test(stack.status)) {
    throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
}
