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
  const blocks = blocksOf(check, args);
  const app = functionAppSettings(name, check, args);
  const intervalInMinutes = check.read(
    "intervalInMinutes",
    args.intervalInMinutes,
    byDefault(wholeNumber(1, 60), DEFAULTS.intervalInMinutes),
  );
  const scopes = blocks.scopes && check.read("scopes", blocks.scopes, watchedScopes());
  const runCommand = isRecord(args.ven) ? args.ven["runCommand"] : undefined;
  check.known(
    "ven.runCommand",
    runCommand,
    "must be known when the program runs, because a role depends on it",
  );
  const { secret: checkPointArgs, ...checkPoint }: Partial<OnboardingCheckPointArgs> = {
    ...blocks.checkPoint,
  };
  const { azureTable, serviceNow: service } = blocks;
  const { secret: serviceNowArgs, ...serviceNow }: Partial<OnboardingServiceNowArgs> = { ...service };
  const cmdbTable = azureTable?.table;
  check.known(
    "cmdb.azureTable.table",
    cmdbTable,
    "must be known when the program runs, because it is the name of a resource",
  );
  const definition = check.read(
    "",
    {
      name: check.checks.problems.some(({ path }) => path === "name") ? "told-already" : name,
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
      checkPoint: blocks.checkPoint && checkPoint,
      // Which of them there is, is checked: a function has no file.
      cmdb: service ? { serviceNow } : azureTable && { azureTable },
      unpairDeleted: args.unpairDeleted,
      limits: args.limits,
    } satisfies Written,
    required(fittingOnboarding(blocks.scopes)),
  );
  const isNone = checkPoint.mode === "none";
  if (isNone && checkPointArgs !== undefined)
    check.report("checkPoint.secret", "is not used with mode none; leave it out");
  const checkPointSecret =
    blocks.checkPoint && !isNone ? secretSettings(check, "checkPoint.secret", checkPointArgs) : undefined;
  const serviceNowSecret = service && secretSettings(check, "cmdb.serviceNow.secret", serviceNowArgs);
  const { subnetId, blobZoneId, tableZoneId } = PRIVATE_ENDPOINT_ARGUMENTS;
  const privateEndpoints =
    args.privateEndpoints &&
    check.readAll(args.privateEndpoints, { subnetId, blobZoneId, tableZoneId }, "privateEndpoints");
  check.throwIfAny();
  return {
    ...app(subscriptionId),
    intervalInMinutes,
    scopes: scopes!,
    scopeKeys: Object.keys(args.scopes),
    runCommand: runCommand === "action" ? "action" : "managed",
    definition: pulumi
      .all([definition, scopes!])
      .apply(([all, watched]) => ({ ...all, scopes: Object.values(watched).sort() })),
    cmdbTable: typeof cmdbTable === "string" ? cmdbTable : undefined,
    checkPointSecret: checkPointSecret?.(subscriptionId),
    serviceNowSecret: serviceNowSecret?.(subscriptionId),
    privateEndpoints,
  };
}

/** Blocks whose keys have to be known, because resources depend on them. One of another type is reported, and as if left out. */
function blocksOf(check: ArgCheck, { scopes, checkPoint, cmdb }: AzureVmOnboardingArgs) {
  const read = <Block extends object>(path: string, block: Block | null | undefined): Block | undefined =>
    block === undefined || block === null || !check.isObject(path, block) ? undefined : block;
  const { azureTable, serviceNow }: OnboardingCmdbArgs =
    isRecord(cmdb) && !check.checks.isLater(cmdb) ? cmdb : {};
  check.report("cmdb", cmdbProblem(check, cmdb));
  return {
    scopes: read<AzureVmOnboardingArgs["scopes"]>("scopes", scopes ?? {}),
    checkPoint: read("checkPoint", checkPoint),
    azureTable: read("cmdb.azureTable", azureTable),
    serviceNow: read("cmdb.serviceNow", serviceNow),
  };
}

function cmdbProblem(check: ArgCheck, cmdb: unknown): string | undefined {
  if (!isRecord(cmdb) || check.checks.isLater(cmdb)) return undefined;
  const named = Object.keys(cmdb).filter((name) => (cmdb[name] ?? undefined) !== undefined);
  if (named.length === 1) return undefined;
  return `must be one CMDB: azureTable or serviceNow, got ${named.length === 0 ? "none" : named.join(" and ")}`;
}

/** An onboarding that an app setting can hold. @param scopes those of them that are known count */
function fittingOnboarding(scopes: AzureVmOnboardingArgs["scopes"] | undefined): Rule<OnboardingSettings> {
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
