import * as pulumi from "@pulumi/pulumi";
import { SqlFirewall } from "illumio-iac/azure-sql";
import { UnmanagedWorkload } from "illumio-iac/pce";

const config = new pulumi.Config();

// The labels, and the rule set that names them, are the security team's: they stand in the PCE already.
const server = { role: "db", app: "orders", env: "prod" };
const webServer = { role: "web", app: "shop", env: "prod" };

// A database as a service runs no agent: the workload stands for it, so that rules can provide it.
const database = new UnmanagedWorkload("orders-sql", { name: "orders-sql", labels: server });

// Web servers in two subnets, which have one NAT gateway.
const addresses = { "web-1": "10.4.1.11", "web-2": "10.4.2.12" };
const webServers = Object.entries(addresses).map(
  ([hostname, address]) =>
    new UnmanagedWorkload(hostname, { hostname, interfaces: { eth0: { address } }, labels: webServer }),
);

// Whoever may consume workloads with these labels, by rules that are provisioned, comes in.
const firewall = new SqlFirewall(
  "orders-db",
  {
    server: {
      subscriptionId: config.require("subscriptionId"),
      resourceGroupName: config.require("resourceGroupName"),
      serverName: config.require("serverName"),
    },
    provider: { labels: { role: { anyOf: ["db"] }, app: { anyOf: ["orders"] }, env: { anyOf: ["prod"] } } },
    egress: {
      shop: { labels: { app: { anyOf: ["shop"] } }, publicRanges: [config.require("shopAddress")] },
      office: { privateRanges: ["10.8.0.0/16"], publicRanges: [config.require("officeRange")] },
    },
  },
  { dependsOn: [database, ...webServers] },
);

export const rules = firewall.rules;
export const notExpressible = firewall.notExpressible;
