import * as pulumi from "@pulumi/pulumi";
import { AzureVmOnboarding } from "illumio-iac/azure";
import { pceSettings } from "illumio-iac/pce";

const config = new pulumi.Config();
const vaultId = config.require("vaultId");

// Without an instance, a table of the function is the CMDB.
const instance = config.get("serviceNowInstance");
const serviceNow = instance && {
  instance,
  port: config.getNumber("serviceNowPort") ?? 443,
  dataSource: "IllumioIaC",
  keyField: "host_name",
  flags: {
    venInstalled: "u_ven_installed",
    labelled: "u_labels_set",
    firewallReady: "u_firewall_object_created",
    commissioned: "u_commissioned",
  },
  secret: { vaultId, name: config.get("serviceNowSecretName") ?? "service-now" },
};

const onboarding = new AzureVmOnboarding("vms", {
  resourceGroupName: config.require("resourceGroup"),
  location: config.require("location"),
  // Every machine of the subscription, but those whose owners have said no.
  scopes: { all: `/subscriptions/${config.require("subscriptionId")}` },
  exclude: { tags: { "illumio-onboarding": ["never"] } },
  requiredTags: ["app"],
  // A pairing profile that nothing else uses.
  ven: { pairingProfile: config.get("pairingProfile") ?? "Azure VMs" },
  labels: {
    app: { tags: ["app", "application"] },
    env: { tags: ["env"], values: { production: "prod", staging: "stage" }, default: "prod" },
    role: { tags: ["role"] },
  },
  // Hosts of the shop, and web servers of whatever application.
  checkPoint: {
    mode: "static-objects",
    server: config.require("checkPointServer"),
    port: config.getNumber("checkPointPort") ?? 443,
    groups: {
      "azure-shop": { labels: { app: ["shop"] } },
      "azure-web": { labels: { role: ["web"] } },
    },
    packages: ["Standard"],
    install: "always",
    secret: { vaultId, name: config.get("checkPointSecretName") ?? "check-point" },
  },
  ...(serviceNow ? { cmdb: { serviceNow } } : {}),
  pce: { ...pceSettings(), secret: { vaultId, name: config.get("pceSecretName") ?? "illumio-pce" } },
  createRoleAssignments: config.getBoolean("createRoleAssignments") ?? true,
  tags: { project: pulumi.getProject(), stack: pulumi.getStack() },
});

export const tableUrl = onboarding.tableUrl;
export const functionApp = onboarding.functionApp.name;
export const scmSite = onboarding.scmSite;
// Empty unless createRoleAssignments is false: what somebody else has to make.
export const requiredRoleDefinitions = onboarding.requiredRoleDefinitions;
export const requiredRoleAssignments = onboarding.requiredRoleAssignments;
