import * as pulumi from "@pulumi/pulumi";
import { DagBinding } from "illumio-iac/panos";
import { Label, UnmanagedWorkload } from "illumio-iac/pce";

const config = new pulumi.Config();
const firewall = config.require("firewall");

const roles = {
  web: new Label("role-web", { key: "role", value: "web" }),
  db: new Label("role-db", { key: "role", value: "db" }),
};
const env = new Label("env-prod", { key: "env", value: "prod" });

const hosts: Record<string, { role: keyof typeof roles; address: string }> = {
  "web-1": { role: "web", address: "10.20.1.11" },
  "web-2": { role: "web", address: "10.20.1.12" },
  "db-1": { role: "db", address: "10.20.2.11" },
};
const workloads = Object.entries(hosts).map(
  ([name, { role, address }]) =>
    new UnmanagedWorkload(name, {
      hostname: name,
      interfaces: { eth0: { address, cidrBlock: 24 } },
      labels: { role: roles[role].value, env: env.value },
    }),
);

// One binding for each role. Workloads of other programs that carry the labels are members too.
const bindings = Object.entries(roles).map(
  ([role, label]) =>
    new DagBinding(
      role,
      {
        labels: { role: { anyOf: [label.value] }, env: { anyOf: [env.value] } },
        target: { firewall },
      },
      { dependsOn: workloads },
    ),
);

/** What goes into the match of an address group on the firewall. */
export const filters = bindings.map(({ filter }) => filter);
