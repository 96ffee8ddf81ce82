import * as pulumi from "@pulumi/pulumi";
import { byDefault, type Rule, required, wholeNumber } from "../../../core/checks";
import { isRecord } from "../../../core/checks/json";
import { onboardingProblem } from "../../../core/contracts/azure/onboarding";
import {
  checkOnboarding,
  type OnboardingDefinition,
  type OnboardingSettings,
} from "../../../core/onboarding";
import { watchedScopes } from "../../shared/azure/azure-vm-onboarding/arguments";
import { AZURE_VM_ONBOARDING_DEFAULTS as DEFAULTS } from "../../shared/azure/azure-vm-onboarding/defaults";
import { PRIVATE_ENDPOINT_ARGUMENTS } from "../../shared/azure/function-app/arguments";
import { ArgCheck, type ArgNames } from "../arg-check";
import type {
  AzureVmOnboardingArgs,
  BlobAndTableEndpointArgs,
  OnboardingCheckPointArgs,
  OnboardingCmdbArgs,
  OnboardingServiceNowArgs,
} from "./azure-vm-onboarding-args";
import type { FunctionAppNames } from "./function-app/function-app-args";
import { FUNCTION_APP_ARGUMENT_NAMES, functionAppSettings } from "./function-app/function-app-settings";
import { secretSettings } from "./function-app/secret-settings";

export type AzureVmOnboardingSettings = ReturnType<typeof azureVmOnboardingSettings>;

const ARGUMENTS: ArgNames<AzureVmOnboardingArgs> = {
  ...FUNCTION_APP_ARGUMENT_NAMES,
  resourceGroupName: true,
  location: true,
  scopes: true,
  include: true,
  exclude: true,
  requiredTags: true,
  resourceGroupTags: true,
  ven: true,
  labels: true,
  rules: true,
  createLabels: true,
  relabel: true,
  criticalLabels: true,
  checkPoint: true,
  cmdb: true,
  unpairDeleted: true,
  limits: true,
  intervalInMinutes: true,
  privateEndpoints: true,
  names: true,
};
const NAMES: ArgNames<FunctionAppNames> = { hostAccount: true, functionApp: true };
const PRIVATE_ENDPOINTS: ArgNames<BlobAndTableEndpointArgs> = {
  subnetId: true,
  blobZoneId: true,
  tableZoneId: true,
};
const CMDB: ArgNames<OnboardingCmdbArgs> = { azureTable: true, serviceNow: true };

/** Every property of a definition but the scopes, which have keys as an argument; one that is forgotten does not compile. */
type Written = Readonly<Record<Exclude<keyof OnboardingDefinition, "scopes">, unknown>>;

/**
 * The arguments with every default filled in and every value checked.
 *
 * @param subscriptionId of the provider
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export function azureVmOnboardingSettings(
  name: string,
  args: AzureVmOnboardingArgs,
  subscriptionId: pulumi.Output<string>,
) {
  const check = new ArgCheck(`AzureVmOnboarding "${name}"`);
  check.args(args, ARGUMENTS);
  check.block("names", args.names, NAMES);
  check.block("privateEndpoints", args.privateEndpoints, PRIVATE_ENDPOINTS);
  check.block("cmdb", args.cmdb, CMDB);
  if (!blocksOf(args).every(([path, block]) => block === undefined || check.isObject(path, block)))
    check.throwIfAny();
  const app = functionAppSettings(name, check, args);
  const intervalInMinutes = check.read(
    "intervalInMinutes",
    args.intervalInMinutes,
    byDefault(wholeNumber(1, 60), DEFAULTS.intervalInMinutes),
  );
  const scopes = check.read("scopes", args.scopes, watchedScopes());
  const runCommand = isRecord(args.ven) ? args.ven["runCommand"] : undefined;
  check.known(
    "ven.runCommand",
    runCommand,
    "must be known when the program runs, because a role depends on it",
  );
  const { secret: checkPointArgs, ...checkPoint } = {
    ...args.checkPoint,
  } as Partial<OnboardingCheckPointArgs>;
  const { azureTable, serviceNow: service } = { ...args.cmdb } as OnboardingCmdbArgs;
  const { secret: serviceNowArgs, ...serviceNow } = { ...service } as Partial<OnboardingServiceNowArgs>;
  const cmdbTable = isRecord(azureTable) ? azureTable["table"] : undefined;
  check.known(
    "cmdb.azureTable.table",
    cmdbTable,
    "must be known when the program runs, because it is the name of a resource",
  );
  const definition = check.read(
    "",
    {
      name,
      include: args.include,
      exclude: args.exclude,
      requiredTags: args.requiredTags,
      resourceGroupTags: args.resourceGroupTags,
      ven: args.ven,
      labels: args.labels,
      rules: args.rules,
      createLabels: args.createLabels,
      relabel: args.relabel,
      criticalLabels: args.criticalLabels,
      checkPoint: args.checkPoint && checkPoint,
      cmdb: args.cmdb && { azureTable, serviceNow: service && serviceNow },
      unpairDeleted: args.unpairDeleted,
      limits: args.limits,
    } satisfies Written,
    required(fittingOnboarding(args.scopes)),
  );
  const isNone = checkPoint.mode === "none";
  if (isNone && checkPointArgs !== undefined)
    check.report("checkPoint.secret", "is not used with mode none; leave it out");
  const checkPointSecret =
    args.checkPoint && !isNone ? secretSettings(check, "checkPoint.secret", checkPointArgs) : undefined;
  const serviceNowSecret = service && secretSettings(check, "cmdb.serviceNow.secret", serviceNowArgs);
  const { subnetId, blobZoneId, tableZoneId } = PRIVATE_ENDPOINT_ARGUMENTS;
  const privateEndpoints =
    args.privateEndpoints &&
    check.readAll(args.privateEndpoints, { subnetId, blobZoneId, tableZoneId }, "privateEndpoints");
  check.throwIfAny();
  return {
    ...app(subscriptionId),
    intervalInMinutes,
    scopes,
    scopeKeys: Object.keys(args.scopes),
    runCommand: runCommand === "action" ? "action" : "managed",
    definition: pulumi
      .all([definition, scopes])
      .apply(([all, watched]) => ({ ...all, scopes: Object.values(watched).sort() })),
    cmdbTable: typeof cmdbTable === "string" ? cmdbTable : undefined,
    checkPointSecret: checkPointSecret?.(subscriptionId),
    serviceNowSecret: serviceNowSecret?.(subscriptionId),
    privateEndpoints,
  };
}

/** Blocks whose keys have to be known, because resources depend on them. */
function blocksOf({ scopes, checkPoint, cmdb }: AzureVmOnboardingArgs): [string, unknown][] {
  return [
    ["scopes", scopes],
    ["checkPoint", checkPoint],
    ["cmdb.azureTable", isRecord(cmdb) ? cmdb.azureTable : undefined],
    ["cmdb.serviceNow", isRecord(cmdb) ? cmdb.serviceNow : undefined],
  ];
}

/** An onboarding that an app setting can hold. @param scopes those of them that are known count */
function fittingOnboarding(scopes: AzureVmOnboardingArgs["scopes"]): Rule<OnboardingSettings> {
  return (value, checks) => {
    const before = checks.problems.length;
    const read = checkOnboarding(value, checks);
    if (checks.problems.length > before || checks.holdsLater(value)) return read;
    const known = Object.values(scopes ?? {}).filter((scope): scope is string => typeof scope === "string");
    const problem = onboardingProblem({ ...read, scopes: known });
    if (problem !== undefined) checks.called("args").fail(problem);
    return read;
  };
}
