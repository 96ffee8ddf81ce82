import type * as storage from "@pulumi/azure-native/storage";
import type * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionCode } from "../../../dynamic-providers/azure/function-code/function-code";
import type { CustomRole, RoleDefinitionValues } from "../../shared/azure/custom-role";
import { APP_ROLES } from "../../shared/azure/function-app/access";
import type { NamePlace } from "../../shared/azure/physical-names";
import { serverRole, subnetRole } from "../../shared/azure/sql-firewall-sync/access";
import { SQL_SYNC_ALERTS, sqlSyncAlerts } from "../../shared/azure/sql-firewall-sync/alerts";
import { SQL_FIREWALL_SYNC_CHILDREN as CHILDREN } from "../../shared/azure/sql-firewall-sync/children";
import { HOST_CONTENTS, PRIVATE_SERVICES } from "../../shared/azure/sql-firewall-sync/host-contents";
import { applicationInsights } from "./function-app/application-insights";
import { customRoles } from "./function-app/custom-roles";
import { functionIdentity } from "./function-app/function-identity";
import { hostAccount } from "./function-app/host-account";
import { alertInputs, logAlerts } from "./function-app/log-alerts";
import { privateEndpoints } from "./function-app/private-endpoints";
import { functionRoles } from "./function-app/role-assignments";
import { vaultUri } from "./function-app/vault-uri";
import { namePlace, subscriptionOf } from "./place";
import type { SqlFirewallSyncArgs } from "./sql-firewall-sync-args";
import { type SqlFirewallSyncSettings, sqlFirewallSyncSettings } from "./sql-firewall-sync-settings";
import { sqlSyncApp } from "./sql-sync-app";
import type { RequiredRoleAssignment } from "./vnet-flow-logs-to-pce";

/** A role definition that somebody who may grant roles has to make. */
export type RequiredRoleDefinition = RoleDefinitionValues;

/**
 * Keeps firewalls of Azure SQL servers equal to what the active policy of the PCE says, also between two deployments: a
 * function, called at an interval, does what `sql-sync --apply` does.
 *
 * A firewall of which another declaration is in force on its server is left alone, and the run fails.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class SqlFirewallSync extends pulumi.ComponentResource {
  /** Account of the function app: lock and deployed packages. */
  readonly hostAccount: storage.StorageAccount;
  readonly functionApp: web.WebApp;
  /** Code of the function app. */
  readonly code: FunctionCode;
  /** Address that takes deployments of code, for `illumio-iac azure deploy --function sql-sync`. */
  readonly scmSite: pulumi.Output<string>;
  /** Id of the user-assigned identity as which the function works. */
  readonly identityId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
  /** Id of the Application Insights component with the function's log lines. */
  readonly applicationInsightsId: pulumi.Output<string>;

  /** The roles that those assignments need and that the component did not make; empty unless `createRoleAssignments` is false. */
  readonly requiredRoleDefinitions: pulumi.Output<RequiredRoleDefinition[]>;
  /** The role assignments that the function needs and that the component did not make; empty unless `createRoleAssignments` is false. */
  readonly requiredRoleAssignments: pulumi.Output<RequiredRoleAssignment[]>;

  constructor(name: string, args: SqlFirewallSyncArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:SqlFirewallSync", name, {}, opts); // {}: arguments given here would be kept in the state
    const child = { parent: this };
    const subscriptionId = subscriptionOf(this);
    const settings = sqlFirewallSyncSettings(name, args, subscriptionId);
    const { createRoleAssignments } = settings;
    const place = namePlace(name, subscriptionId);

    const identity = functionIdentity(name, CHILDREN.identity, settings, child);
    const isPrivate = settings.privateEndpoints !== undefined;
    const host = hostAccount(name, settings, place, { contents: HOST_CONTENTS, isPrivate }, child);
    const endpoints = privateEndpoints(
      `${name}-${CHILDREN.hostAccount}`,
      host.account,
      PRIVATE_SERVICES,
      settings.privateEndpoints,
      settings,
      child,
    );
    const insights = applicationInsights(name, settings, child);
    const roles = functionRoles(
      name,
      {
        createRoleAssignments,
        roles: APP_ROLES,
        reached: {
          hostAccount: host.account.id,
          vault: settings.secret.vaultId,
          secretName: settings.secret.name,
          applicationInsights: insights.id,
        },
        principalId: identity.principalId,
      },
      child,
    );
    const own = customRoles(
      name,
      ownRoles(settings, place),
      { createRoleAssignments, principalId: identity.principalId },
      child,
    );
    const sync = sqlSyncApp(
      name,
      settings,
      place,
      {
        hostAccount: host.account,
        identity,
        applicationInsights: insights,
        vaultUri: vaultUri(name, "pce.secret", settings.secret, this),
        before: host.contents,
        beforeCode: [...roles.made, ...own.made, ...endpoints],
      },
      child,
    );
    const alerts = alertInputs(SQL_SYNC_ALERTS, sqlSyncAlerts, sync.app.name, settings.intervalInMinutes);
    logAlerts(name, alerts, insights.id, settings, child);

    this.hostAccount = host.account;
    this.functionApp = sync.app;
    this.code = sync.code;
    this.scmSite = sync.scmSite;
    this.identityId = identity.id;
    this.principalId = identity.principalId;
    this.applicationInsightsId = insights.id;
    this.requiredRoleDefinitions = own.requiredDefinitions;
    this.requiredRoleAssignments = pulumi
      .all([roles.required, own.required])
      .apply(([builtIn, custom]) => [...builtIn, ...custom]);
    this.registerOutputs({
      hostAccountName: this.hostAccount.name,
      functionAppName: this.functionApp.name,
      scmSite: this.scmSite,
      identityId: this.identityId,
      applicationInsightsId: this.applicationInsightsId,
      requiredRoleDefinitions: this.requiredRoleDefinitions,
      requiredRoleAssignments: this.requiredRoleAssignments,
    });
  }
}

/** A role for the server of each binding and for each subnet. Azure takes one assignment of a role to an identity in a place. */
function ownRoles(
  { bindings, bindingKeys, subnets, subnetKeys }: SqlFirewallSyncSettings,
  place: pulumi.Output<NamePlace>,
): Record<string, pulumi.Output<CustomRole>> {
  const forServers = bindingKeys.map((key) => {
    const role = pulumi
      .all([place, bindings])
      .apply(([at, all]) => serverRole({ place: at, key: `server-${key}` }, all[key]!.server));
    return [`server-${key}`, role] as const;
  });
  const forSubnets = subnetKeys.map((key) => {
    const role = pulumi
      .all([place, subnets])
      .apply(([at, all]) => subnetRole({ place: at, key: `subnet-${key}` }, all[key]!));
    return [`subnet-${key}`, role] as const;
  });
  return Object.fromEntries([...forServers, ...forSubnets]);
}
