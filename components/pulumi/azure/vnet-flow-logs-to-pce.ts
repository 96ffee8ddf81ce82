import type * as storage from "@pulumi/azure-native/storage";
import type * as web from "@pulumi/azure-native/web";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionCode } from "../../../dynamic-providers/azure/function-code/function-code";
import type { RoleAssignmentValues } from "../../shared/azure/roles";
import { DRAIN_ROLES, type RequiredNetworkAccess } from "../../shared/azure/vnet-flow-logs-to-pce/access";
import { drainAlerts } from "../../shared/azure/vnet-flow-logs-to-pce/alerts";
import { VNET_FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/azure/vnet-flow-logs-to-pce/children";
import { HOST_CONTENTS, PRIVATE_SERVICES } from "../../shared/azure/vnet-flow-logs-to-pce/storage";
import { drainApp } from "./drain-app";
import { flowLogAccount } from "./flow-log-account";
import { flowLogs } from "./flow-logs";
import { applicationInsights } from "./function-app/application-insights";
import { functionIdentity } from "./function-app/function-identity";
import { hostAccount } from "./function-app/host-account";
import { logAlerts } from "./function-app/log-alerts";
import { privateEndpoints } from "./function-app/private-endpoints";
import { functionRoles } from "./function-app/role-assignments";
import { vaultUri } from "./function-app/vault-uri";
import { namePlace, subscriptionOf } from "./place";
import { vnetFlowLogSettings } from "./vnet-flow-log-settings";
import type { VnetFlowLogsToPceArgs } from "./vnet-flow-logs-to-pce-args";

/** A role assignment that somebody who may grant roles has to make. */
export type RequiredRoleAssignment = RoleAssignmentValues;

/**
 * Reports the traffic of virtual networks, subnets or network interfaces of one region to a PCE.
 *
 * Flow logs → storage account → *drain* function → PCE. The function reads what is new once a minute. What it has read stands
 * in a table of the host account, and moves on only when the PCE has answered; lines that the PCE refuses are kept in a
 * queue there.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class VnetFlowLogsToPce extends pulumi.ComponentResource {
  /** Ids of the flow logs by the key of their target. */
  readonly flowLogIds: pulumi.Output<Record<string, string>>;
  /** Id of the account that flow logs are written into, also those of a `VnetFlowLogs`. */
  readonly flowLogAccountId: pulumi.Output<string>;
  /** The same account; undefined where one was given. */
  readonly flowLogAccount: storage.StorageAccount | undefined;
  /** Account of the function app: checkpoints, lock, refused lines, deployed packages. */
  readonly hostAccount: storage.StorageAccount;

  readonly functionApp: web.WebApp;
  /** Code of the function app. */
  readonly code: FunctionCode;
  /** Address that takes deployments of code, for `illumio-iac azure deploy`. */
  readonly scmSite: pulumi.Output<string>;
  /** Id of the user-assigned identity as which the function works. */
  readonly identityId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
  /** Id of the Application Insights component with the function's log lines. */
  readonly applicationInsightsId: pulumi.Output<string>;

  /** The role assignments that the function needs and that the component did not make; empty unless `createRoleAssignments` is false. */
  readonly requiredRoleAssignments: pulumi.Output<RequiredRoleAssignment[]>;
  /** What a given flow-log account with network rules has to let in. */
  readonly requiredNetworkAccess: pulumi.Output<RequiredNetworkAccess[]>;

  constructor(name: string, args: VnetFlowLogsToPceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:VnetFlowLogsToPce", name, {}, opts); // {}: arguments given here would be kept in the state
    const child = { parent: this };
    const subscriptionId = subscriptionOf(this);
    const settings = vnetFlowLogSettings(name, args, subscriptionId);
    const place = namePlace(name, subscriptionId);

    const identity = functionIdentity(name, CHILDREN.identity, settings, child);
    const isPrivate = settings.privateEndpoints !== undefined;
    const host = hostAccount(name, settings, place, { contents: HOST_CONTENTS, isPrivate }, child);
    const account = flowLogAccount(name, settings, place, child);
    const endpoints = [
      ...privateEndpoints(
        `${name}-${CHILDREN.hostAccount}`,
        host.account,
        PRIVATE_SERVICES.hostAccount,
        settings.privateEndpoints,
        settings,
        child,
      ),
      ...(account.made
        ? privateEndpoints(
            `${name}-${CHILDREN.flowLogAccount}`,
            account.made,
            PRIVATE_SERVICES.flowLogAccount,
            settings.privateEndpoints,
            settings,
            child,
          )
        : []),
    ];
    const insights = applicationInsights(name, settings, child);
    const uri = vaultUri(name, "pce.secret", settings.secret, this);
    const roles = functionRoles(
      name,
      {
        createRoleAssignments: settings.createRoleAssignments,
        roles: DRAIN_ROLES,
        reached: {
          flowLogAccount: account.id,
          hostAccount: host.account.id,
          vault: settings.secret.vaultId,
          secretName: settings.secret.name,
          applicationInsights: insights.id,
        },
        principalId: identity.principalId,
      },
      child,
    );
    const drain = drainApp(
      name,
      settings,
      place,
      {
        hostAccount: host.account,
        flowLogAccount: account,
        identity,
        applicationInsights: insights,
        vaultUri: uri,
        before: host.contents,
        beforeCode: [...roles.made, ...endpoints],
      },
      child,
    );
    const alerts = drainAlerts("").map(({ query: _, ...alert }, index) => ({
      ...alert,
      query: drain.app.name.apply((app) => drainAlerts(app)[index]!.query),
    }));
    logAlerts(name, alerts, insights.id, settings, child);

    this.flowLogIds = pulumi.output(
      flowLogs(
        name,
        {
          targets: settings.targets,
          place,
          location: settings.location,
          networkWatcher: settings.networkWatcher,
          flowLogAccountId: account.id,
          tags: settings.tags,
        },
        child,
      ),
    );
    this.flowLogAccountId = account.id;
    this.flowLogAccount = account.made;
    this.hostAccount = host.account;
    this.functionApp = drain.app;
    this.code = drain.code;
    this.scmSite = drain.scmSite;
    this.identityId = identity.id;
    this.principalId = identity.principalId;
    this.applicationInsightsId = insights.id;
    this.requiredRoleAssignments = roles.required;
    this.requiredNetworkAccess = account.requiredNetworkAccess;
    this.registerOutputs({
      flowLogIds: this.flowLogIds,
      flowLogAccountId: this.flowLogAccountId,
      hostAccountName: this.hostAccount.name,
      functionAppName: this.functionApp.name,
      scmSite: this.scmSite,
      identityId: this.identityId,
      applicationInsightsId: this.applicationInsightsId,
      requiredRoleAssignments: this.requiredRoleAssignments,
      requiredNetworkAccess: this.requiredNetworkAccess,
    });
  }
}
