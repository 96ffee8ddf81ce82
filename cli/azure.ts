import { Command } from "commander";
import { looksLike, oneOf } from "../core/checks";
import type { AzureDeployOptions } from "./azure/deploy-function";
import { FUNCTION_NAMES } from "./azure/function-names";
import { optionValue } from "./option-values";

/** `illumio-iac azure`: what is done in Azure beside an engine. */
export function azureCommand(): Command {
  const deploy = new Command("deploy")
    .description(
      "deploy the code of a function that came with this version to a function app, and wait for it",
    )
    .requiredOption(
      "--scm-site <url>",
      "deployment site of the app: the output scmSite of VnetFlowLogsToPce or SqlFirewallSync",
      optionValue(looksLike(/^https:\/\/[^/?#\s]+(\/[^?#\s]*)?$/, "https://shop.scm.azurewebsites.net")),
    )
    .option(
      "--function <name>",
      "which function: drain (VnetFlowLogsToPce) or sql-sync (SqlFirewallSync)",
      optionValue(oneOf(...FUNCTION_NAMES)),
      "drain",
    )
    .option(
      "--no-wait",
      "fail at once when the app may not write its package yet, instead of waiting for its role",
    )
    .addHelpText(
      "after",
      `
The token is that of az login, of a managed identity or of AZURE_CLIENT_ID and so on, or of the settings of Pulumi's
azure-native provider: ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID, ARM_USE_MSI, ARM_ENVIRONMENT. It needs the action
Microsoft.Web/sites/publish/Action on the app, as in the role Website Contributor.`,
    )
    .action((options: AzureDeployOptions) => load().deployFunction(options));
  return new Command("azure").description("deploy the code of a function app").addCommand(deploy);
}

function load(): typeof import("./azure/deploy-function") {
  return require("./azure/deploy-function") as typeof import("./azure/deploy-function");
}
