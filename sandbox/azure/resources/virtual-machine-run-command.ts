import { CloudError } from "../../cloud/cloud-error";
import { COMPUTE } from "../arm/api-versions";
import { type ArmResource, nameOf, parentOf } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { flag, integer, json, list, object, text } from "../arm/shapes";
import { identityOf } from "../compute/machine-identity";
import { failureOf, isProvisioned, type ManagedRun, runView } from "../compute/managed-run-command";
import {
  agentFailure,
  checkIsOn,
  checkSimulated,
  checkSource,
  parametersOf,
} from "../compute/run-command-checks";

const LIMIT_IN_SECONDS = 90 * 60;
/** UNCONFIRMED: the first version that has the type. */
const FIRST_VERSION = "2020-06-01";
const parameters = list(object({ name: text(), value: text() }));

/**
 * Managed Run Commands. Several of one machine run side by side; a command that is written again runs again, one that is
 * deleted ends. `protectedParameters` are kept by nobody.
 *
 * UNCONFIRMED: that a command which still runs cannot be written again; how an agent that is missing or old, and a processor
 * that is not supported, are said; that `scriptUri` and predefined commands fail here is a limit of the sandbox.
 *
 * @see Run scripts in your Linux VM by using managed Run Commands (Microsoft Learn)
 */
export const virtualMachineRunCommand: ArmType = {
  type: "Microsoft.Compute/virtualMachines/runCommands",
  apiVersions: COMPUTE.filter((version) => version >= FIRST_VERSION),
  name: {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,78}\w$|^[a-zA-Z0-9]$/,
    code: "InvalidResourceName",
    message: (name) =>
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a letter or number, end with a ` +
      "word character, and may contain word characters, '.' and '-'.",
  },
  location: "required",
  properties: object({
    asyncExecution: flag,
    errorBlobManagedIdentity: json,
    errorBlobUri: text(),
    outputBlobManagedIdentity: json,
    outputBlobUri: text(),
    parameters,
    protectedParameters: parameters,
    runAsPassword: text(),
    runAsUser: text(),
    source: object({
      commandId: text(),
      galleryScriptReferenceId: text(),
      script: text(),
      scriptShell: text(),
      scriptUri: text(),
      scriptUriManagedIdentity: json,
    }),
    timeoutInSeconds: integer({ min: 0 }),
    treatFailureAsDeploymentFailure: flag,
  }),
  readOnly: ["instanceView", "provisioningState"],
  longRunning: "azure-async-operation",
  isPaged: true,
  listQuery: (resources, query) => ({ resources, expand: query.get("$expand") ?? "" }),
  put(context, { id, body }) {
    const machine = context.resources.get(parentOf(id)!)!;
    checkIsOn(context.machines.of(machine), machine);
    checkSource(body.properties["source"]);
    checkSimulated(body.properties);
    const run = context.managedRuns.get(id);
    if (run?.started && run.started.ended === undefined) {
      throw new CloudError(
        "Conflict",
        `The run command '${nameOf(id)}' of VM '${machine.name}' is still being executed.`,
        409,
      );
    }
    const { protectedParameters: _, ...kept } = body.properties;
    return {
      ...body,
      properties: {
        parameters: [],
        asyncExecution: false,
        timeoutInSeconds: 0,
        treatFailureAsDeploymentFailure: false,
        ...kept,
        provisioningState: "Creating",
      },
    };
  },
  async afterPut(context, command, { body }) {
    context.managedRuns.set(command.id, start(context, command, body.properties));
  },
  work: (context, command) => {
    const run = () => context.managedRuns.get(command.id);
    return {
      isDone: () => isProvisioned(command, run() ?? NOTHING),
      failure: () => failureOf(command, run() ?? NOTHING, context.machines),
    };
  },
  afterDelete: ({ managedRuns }, { id }) => managedRuns.remove(id),
  expands: ["instanceView"],
  view(context, command, expand) {
    const run = context.managedRuns.get(command.id) ?? NOTHING;
    const isFailed = failureOf(command, run, context.machines) !== undefined;
    const provisioningState = isProvisioned(command, run) ? (isFailed ? "Failed" : "Succeeded") : "Creating";
    const view = /instanceView/i.test(expand) ? { instanceView: runView(run, context.machines) } : {};
    return { ...command.properties, provisioningState, ...view };
  },
};

/** Of a command that came into the table in another way. */
const NOTHING: ManagedRun = {
  started: undefined,
  refused: new CloudError("NotStarted", "The command was not started."),
};

function start(
  context: ArmContext,
  command: ArmResource,
  given: Readonly<Record<string, unknown>>,
): ManagedRun {
  const machine = context.resources.get(parentOf(command.id)!)!;
  const guest = context.machines.of(machine);
  const { script } = (given["source"] ?? {}) as { script?: string };
  const refused =
    agentFailure(guest, machine, "managed") ??
    (script === undefined
      ? new CloudError(
          "ScriptDownloadFailed",
          "The sandbox runs only scripts that stand in the command itself.",
        )
      : undefined);
  if (refused) return { started: undefined, refused };
  const { system, ...identity } = identityOf(context, machine);
  const seconds = Number(given["timeoutInSeconds"] ?? 0);
  const started = guest.run(
    {
      text: script!,
      system,
      parameters: [...parametersOf(given["parameters"])!, ...parametersOf(given["protectedParameters"])!],
      arePositional: false,
      timeoutInSeconds: seconds > 0 ? seconds : LIMIT_IN_SECONDS,
    },
    identity,
  );
  return { started, refused: undefined };
}
