import type { Foundation } from "../../foundation";
import type { QueryInput } from "../../http/query-protocol";
import type { Caller } from "../../iam/access";
import type { BucketService } from "../../s3/bucket-service";
import type { DeclarationInput } from "../engine/declare";
import type { Engine } from "../engine/engine";
import type { Stack } from "../engine/stack";
import type { StackOperations } from "../stack-operations";
import type { StackStore } from "../stack-store";
import { invalid } from "../template/template-error";
import { optionalText, parametersOf, tagsOf, textsOf } from "./input";
import { templateText } from "./template-text";

export type ApiNeeds = Pick<Foundation, "arn" | "access" | "outages" | "roles"> & {
  readonly s3: Pick<BucketService, "permitted">;
};

/** What the operations of the API work with. */
export interface Api {
  readonly cloud: ApiNeeds;
  readonly engine: Engine;
  readonly stacks: StackStore;
  readonly operations: StackOperations;
}

/** @throws CloudError when an outage covers the call, or the caller may not make it */
export function permit(api: Api, caller: Caller, action: string, stackNameOrId = ""): void {
  const stack = api.stacks.find(stackNameOrId);
  api.cloud.outages.check("cloudformation", action, stack?.name ?? stackNameOrId);
  const resource =
    stack?.id ?? (stackNameOrId === "" ? "*" : api.cloud.arn("cloudformation", `stack/${stackNameOrId}/*`));
  api.cloud.access.require({ caller, action: `cloudformation:${action}`, resource }, "AccessDenied", 403);
}

/** Everything of a call that declares what a stack is to be. */
export function declarationInput(
  api: Api,
  input: QueryInput,
  caller: Caller,
  stack: Stack | undefined,
): DeclarationInput {
  const previous = stack?.declaration;
  const roleArn = optionalText(input, "RoleARN") ?? previous?.roleArn;
  if (roleArn !== undefined) requireRole(api, caller, roleArn);
  return {
    templateText: templateText(api.cloud.s3, input, caller, previous?.templateText),
    given: parametersOf(input),
    tags: tagsOf(input) ?? previous?.tags ?? [],
    capabilities: textsOf(input, "Capabilities"),
    notificationArns: textsOf(input, "NotificationARNs"),
    roleArn,
  };
}

function requireRole({ cloud }: Api, caller: Caller, roleArn: string): void {
  cloud.access.require({ caller, action: "iam:PassRole", resource: roleArn }, "AccessDenied", 403);
  if (cloud.roles.assumableBy("cloudformation.amazonaws.com", roleArn, {}) !== undefined) return;
  throw invalid(`Role ${roleArn} is invalid or cannot be assumed`);
}
