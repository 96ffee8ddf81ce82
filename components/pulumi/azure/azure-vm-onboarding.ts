import type * as storage from "@pulumi/azure-native/storage";
import type * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionCode } from "../../../dynamic-providers/azure/function-code/function-code";
import {
  onboardingRoles,
  type ReachedByOnboarding,
  readerAssignment,
  runCommandRole,
} from "../../shared/azure/azure-vm-onboarding/access";
import { ONBOARDING_ALERTS, onboardingAlerts } from "../../shared/azure/azure-vm-onboarding/alerts";
import { AZURE_VM_ONBOARDING_CHILDREN as CHILDREN } from "../../shared/azure/azure-vm-onboarding/children";
import { hostContents, PRIVATE_SERVICES } from "../../shared/azure/azure-vm-onboarding/host-contents";
import type { NamePlace } from "../../shared/azure/physical-names";
import type { AzureVmOnboardingArgs } from "./azure-vm-onboarding-args";
import { type AzureVmOnboardingSettings, azureVmOnboardingSettings } from "./azure-vm-onboarding-settings";
import { applicationInsights } from "./function-app/application-insights";
import { customRoles } from "./function-app/custom-roles";
import { functionIdentity } from "./function-app/function-identity";
import { hostAccount } from "./function-app/host-account";
import { alertInputs, logAlerts } from "./function-app/log-alerts";
import { privateEndpoints } from "./function-app/private-endpoints";
import { functionRoles, roleAssignmentResource } from "./function-app/role-assignments";
import type { SecretSettings } from "./function-app/secret-settings";
import { vaultUri } from "./function-app/vault-uri";
import { onboardingApp } from "./onboarding-app";
import { namePlace, subscriptionOf } from "./place";
import type { RequiredRoleDefinition } from "./sql-firewall-sync";
import type { RequiredRoleAssignment } from "./vnet-flow-logs-to-pce";

/**
 * Onboards new virtual machines: finds those that the CMDB does not show as commissioned, installs the Illumio agent (VEN) without
 * logging on, labels the workload from the tags of Azure, puts the host into groups of Check Point, installs the policy once for all
 * of them, and marks the CMDB. A function, called at an interval, takes every machine a step further; `illumio-iac onboarding status`
 * shows where each stands.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class AzureVmOnboarding extends pulumi.ComponentResource {
  /** Account of the function app: records of machines, lock and deployed packages. */
  readonly hostAccount: storage.StorageAccount;
  readonly functionApp: web.WebApp;
  /** Code of the function app. */
  readonly code: FunctionCode;
  /** Address that takes deployments of code, for `illumio-iac azure deploy --function onboarding`. */
  readonly scmSite: pulumi.Output<string>;
  /** Table endpoint with the records, for `illumio-iac onboarding status --table-url`. */
  readonly tableUrl: pulumi.Output<string>;
  /** Address of the feed that gateways read, where `checkPoint.mode` is `generic-data-center`. */
  readonly feedUrl: pulumi.Output<string>;
  /** What is onboarded, as JSON with its defaults; it holds no secret. */
  readonly definition: pulumi.Output<string>;
  /** Id of the user-assigned identity as which the function works. */
  readonly identityId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
  /** Id of the Application Insights component with the function's log lines. */
  readonly applicationInsightsId: pulumi.Output<string>;
  /** The roles that those assignments need and that the component did not make; empty unless `createRoleAssignments` is false. */
  readonly requiredRoleDefinitions: pulumi.Output<RequiredRoleDefinition[]>;
  /** The role assignments that the function needs and that the component did not make; empty unless `createRoleAssignments` is false. */
  readonly requiredRoleAssignments: pulumi.Output<RequiredRoleAssignment[]>;

  constructor(name: string, args: AzureVmOnboardingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:AzureVmOnboarding", name, {}, opts); // {}: arguments given here would be kept in the state
    const child = { parent: this };
    const subscriptionId = subscriptionOf(this);
    const settings = azureVmOnboardingSettings(name, args, subscriptionId);
    const { createRoleAssignments, checkPointSecret, serviceNowSecret } = settings;
    const place = namePlace(name, subscriptionId);

    const identity = functionIdentity(name, CHILDREN.identity, settings, child);
    const isPrivate = settings.privateEndpoints !== undefined;
    const contents = hostContents(settings.cmdbTable);
    const host = hostAccount(name, settings, place, { contents, isPrivate }, child);
    const endpoints = privateEndpoints(
      `${name}-${CHILDREN.hostAccount}`,
      host.account,
      PRIVATE_SERVICES,
      settings.privateEndpoints,
      settings,
      child,
    );
    const insights = applicationInsights(name, settings, child);
    const reached = {
      hostAccount: host.account.id,
      vault: settings.secret.vaultId,
      secretName: settings.secret.name,
      applicationInsights: insights.id,
      ...(checkPointSecret && { checkPointSecret: secretId(checkPointSecret) }),
      ...(serviceNowSecret && { serviceNowSecret: secretId(serviceNowSecret) }),
    } as { readonly [Name in keyof ReachedByOnboarding]: pulumi.Output<ReachedByOnboarding[Name]> };
    const roles = functionRoles(
      name,
      {
        createRoleAssignments,
        roles: onboardingRoles({
          checkPoint: checkPointSecret !== undefined,
          serviceNow: serviceNowSecret !== undefined,
        }),
        reached,
        principalId: identity.principalId,
      },
      child,
    );
    const readers = readerRoles(name, settings, identity.principalId, child);
    const own = customRoles(
      name,
      ownRoles(settings, place),
      { createRoleAssignments, principalId: identity.principalId },
      child,
    );
    const readSecret = (path: string, secret: SecretSettings) => ({
      vaultUrl: vaultUri(name, path, secret, this),
      name: secret.name,
    });
    const onboarding = onboardingApp(
      name,
      settings,
      place,
      {
        hostAccount: host.account,
        identity,
        applicationInsights: insights,
        pceSecret: readSecret("pce.secret", settings.secret),
        checkPointSecret: checkPointSecret && readSecret("checkPoint.secret", checkPointSecret),
        serviceNowSecret: serviceNowSecret && readSecret("cmdb.serviceNow.secret", serviceNowSecret),
        before: host.contents,
        beforeCode: [...roles.made, ...readers.made, ...own.made, ...endpoints],
      },
      child,
    );
    const { intervalInMinutes } = settings;
    const alerts = alertInputs(ONBOARDING_ALERTS, onboardingAlerts, onboarding.app.name, intervalInMinutes);
    logAlerts(name, alerts, insights.id, settings, child);

    this.hostAccount = host.account;
    this.functionApp = onboarding.app;
    this.code = onboarding.code;
    this.scmSite = onboarding.scmSite;
    this.tableUrl = host.account.primaryEndpoints.table;
    this.feedUrl = pulumi.interpolate`https://${onboarding.app.defaultHostName}/api/feed`;
    this.definition = settings.definition.apply((definition) => JSON.stringify(definition));
    this.identityId = identity.id;
    this.principalId = identity.principalId;
    this.applicationInsightsId = insights.id;
    this.requiredRoleDefinitions = own.requiredDefinitions;
    this.requiredRoleAssignments = pulumi
      .all([roles.required, readers.required, own.required])
      .apply((each) => each.flat());
    this.registerOutputs({
      hostAccountName: this.hostAccount.name,
      functionAppName: this.functionApp.name,
      scmSite: this.scmSite,
      tableUrl: this.tableUrl,
      feedUrl: this.feedUrl,
      definition: this.definition,
      identityId: this.identityId,
      applicationInsightsId: this.applicationInsightsId,
      requiredRoleDefinitions: this.requiredRoleDefinitions,
      requiredRoleAssignments: this.requiredRoleAssignments,
    });
  }
}

function secretId({ vaultId, name }: SecretSettings): pulumi.Output<string> {
  return pulumi.interpolate`${vaultId}/secrets/${name}`;
}

/** Reader on each scope, granted, or told to whoever may grant it. */
function readerRoles(
  name: string,
  { scopes, scopeKeys, createRoleAssignments }: AzureVmOnboardingSettings,
  principalId: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
) {
  const assignments = scopeKeys.map((key) => {
    const values = pulumi.all([scopes, principalId]).apply(([all, id]) => readerAssignment(all[key]!, id));
    return [`read-${key}`, values] as const;
  });
  if (!createRoleAssignments)
    return { made: [], required: pulumi.all(assignments.map(([, values]) => values)) };
  const made = assignments.map(([key, values]) => roleAssignmentResource(`${name}-${key}`, values, opts));
  return { made, required: pulumi.output<RequiredRoleAssignment[]>([]) };
}

/** A role for the run commands of each scope. */
function ownRoles(
  { scopes, scopeKeys, runCommand }: AzureVmOnboardingSettings,
  place: pulumi.Output<NamePlace>,
) {
  const roles = scopeKeys.map((key) => {
    const role = pulumi
      .all([place, scopes])
      .apply(([at, all]) => runCommandRole({ place: at, key: `run-${key}` }, all[key]!, runCommand));
    return [`run-${key}`, role] as const;
  });
  return Object.fromEntries(roles);
}
