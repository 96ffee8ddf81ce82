import type { Rule } from "../../../core/checks";
import { isOfType } from "./arm-id";

/** Resource types whose ids components take, and an example of each. */
const EXAMPLES = {
  "Microsoft.Network/virtualNetworks": "virtualNetworks/shop",
  "Microsoft.Network/virtualNetworks/subnets": "virtualNetworks/shop/subnets/web",
  "Microsoft.Network/networkInterfaces": "networkInterfaces/web-1",
  "Microsoft.Network/privateDnsZones": "privateDnsZones/privatelink.blob.core.windows.net",
  "Microsoft.Storage/storageAccounts": "storageAccounts/flowlogs",
  "Microsoft.KeyVault/vaults": "vaults/illumio",
  "Microsoft.ManagedIdentity/userAssignedIdentities": "userAssignedIdentities/illumio",
  "Microsoft.Insights/components": "components/illumio",
  "Microsoft.Insights/actionGroups": "actionGroups/operators",
  "Microsoft.OperationalInsights/workspaces": "workspaces/operations",
} as const;

export type KnownType = keyof typeof EXAMPLES;

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** An id as Resource Manager has it; casing makes no difference, because Azure itself does not keep it. */
export function resourceId(type: KnownType): Rule<string> {
  return (value, checks) => {
    if (typeof value === "string" && isOfType(value, type)) return value;
    const namespace = type.slice(0, type.indexOf("/"));
    const example = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/${namespace}/${EXAMPLES[type]}`;
    return checks.must(`look like ${example}`, value);
  };
}

/** A location as Azure has it, `westeurope`, or as people write it, `West Europe`. */
export function location(): Rule<string> {
  return (value, checks) =>
    typeof value === "string" && /^[A-Za-z][A-Za-z0-9 ]{2,40}$/.test(value)
      ? value
      : checks.must("be the name of a region, such as westeurope", value);
}

/** `West Europe` and `westeurope` are one region; names of network watchers have the short form. */
export function shortLocation(text: string): string {
  return text.replaceAll(" ", "").toLowerCase();
}

export function resourceGroupName(): Rule<string> {
  return named(/^[\w().-]{0,89}[\w()-]$/, "the name of a resource group, not its id");
}

/** Names of storage accounts are the same everywhere in Azure, and part of a host name. */
export function storageAccountName(): Rule<string> {
  return named(/^[a-z0-9]{3,24}$/, "3 to 24 small letters and digits");
}

/** The name of a function app is part of a host name; Azure makes the app's host id of its first 32 characters. */
export function functionAppName(): Rule<string> {
  return named(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/, "2 to 32 small letters, digits and hyphens");
}

/** @see hashicorp/terraform-provider-azurerm, validate/network_watcher_flow_log_name.go */
export function flowLogName(): Rule<string> {
  return named(/^[^\W_]([\w.-]{0,78}\w)?$/, "at most 80 letters, digits, dots, hyphens and underscores");
}

export function secretName(): Rule<string> {
  return named(/^[0-9A-Za-z-]{1,127}$/, "the name of a secret in the vault: letters, digits and hyphens");
}

/** An HTTPS endpoint as resources of Azure show it, for example `https://flowlogs.blob.core.windows.net/`. */
export function endpoint(): Rule<string> {
  return (value, checks) => {
    const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === "https:" && url.username === "" && url.search === "" && url.hash === ""
      ? (value as string)
      : checks.must("be an https: URL", value);
  };
}

/** Names of resources begin with the name of the component. */
export function componentName(): Rule<string> {
  return named(
    /^[A-Za-z][A-Za-z0-9-]{0,34}$/,
    "at most 35 letters, digits and hyphens with a letter first, because names of resources start with it",
  );
}

function named(pattern: RegExp, what: string): Rule<string> {
  return (value, checks) =>
    typeof value === "string" && pattern.test(value) ? value : checks.must(`be ${what}`, value);
}
