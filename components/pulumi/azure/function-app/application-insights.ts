import * as applicationinsights from "@pulumi/azure-native/applicationinsights";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import type * as pulumi from "@pulumi/pulumi";
import { FUNCTION_APP_CHILDREN as CHILDREN } from "../../../shared/azure/function-app/children";
import { keepingIds } from "../keeping-ids";
import { lookUp } from "../look-up";
import type { FunctionAppSettings } from "./function-app-settings";

/** Where the log lines of the function go. */
export interface ApplicationInsights {
  readonly id: pulumi.Output<string>;
  readonly connectionString: pulumi.Output<string>;
}

/** A component of Application Insights that was given, or one on a workspace, which takes traces with tokens only. */
export function applicationInsights(
  name: string,
  settings: FunctionAppSettings,
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.ComponentResource },
): ApplicationInsights {
  const { applicationInsightsId, resourceGroupName, location, tags } = settings;
  if (applicationInsightsId !== undefined) {
    const found = lookUp(`${name}: applicationInsightsId`, applicationInsightsId, (given) =>
      applicationinsights.getComponent(
        { resourceName: given.name, resourceGroupName: given.resourceGroup },
        { parent: opts.parent },
      ),
    );
    return { id: applicationInsightsId, connectionString: found.connectionString };
  }
  const workspaceResourceId = settings.logAnalyticsWorkspaceId ?? workspace(name, settings, opts).id;
  return new applicationinsights.Component(
    name,
    {
      resourceGroupName,
      location,
      kind: "web",
      applicationType: "web",
      workspaceResourceId,
      disableLocalAuth: true,
      tags,
    },
    keepingIds(opts, { workspaceResourceId }),
  );
}

function workspace(
  name: string,
  { resourceGroupName, location, logRetentionInDays, tags }: FunctionAppSettings,
  opts: pulumi.CustomResourceOptions,
): operationalinsights.Workspace {
  return new operationalinsights.Workspace(
    `${name}-${CHILDREN.workspace}`,
    {
      resourceGroupName,
      location,
      retentionInDays: logRetentionInDays,
      sku: { name: "PerGB2018" },
      tags,
    },
    opts,
  );
}
