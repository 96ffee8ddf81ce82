const READ =
  'The identity needs the role "Reader" on the subscription, the resource group or the machine; an assignment takes effect after some minutes';
const RUN =
  "The identity needs a role with Microsoft.Compute/virtualMachines/read, Microsoft.Compute/virtualMachines/runCommands/read, write and delete, and " +
  "Microsoft.Compute/virtualMachines/runCommand/action for the action form, on the machine or above it; an assignment takes effect after some minutes";
const LOCK = "A lock on the machine, its resource group or its subscription refuses the change: remove it";
const REGISTER =
  "Register the resource provider once in the subscription: az provider register --namespace Microsoft.Compute";

/** What to do when a call that reads machines is refused, by the code of the error; undefined for others. */
export function readHint(code: string): string | undefined {
  return code === "AuthorizationFailed" || code === "Forbidden" || code === "AccessDenied" ? READ : undefined;
}

/** What to do when a Run Command is refused, by the code of the error; undefined for others. */
export function runHint(code: string): string | undefined {
  if (code === "AuthorizationFailed" || code === "LinkedAuthorizationFailed") return RUN;
  if (code === "ScopeLocked") return LOCK;
  return code === "MissingSubscriptionRegistration" ? REGISTER : undefined;
}
