import * as pulumi from "@pulumi/pulumi";
import { CommitMode, DagBinding, RuleAction } from "illumio-iac/panos";
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

const followed = { env: { anyOf: [env.value] } };
const after = { dependsOn: workloads };

// Workloads of other programs that carry the labels are members too.
const web = new DagBinding(
  "web",
  {
    labels: { role: { anyOf: [roles.web.value] }, ...followed },
    target: { firewall },
    addressGroup: { name: "web-prod", description: "Web servers in production" },
    rule: { name: "internet to web", to: ["dmz"], destination: ["web-prod"], action: RuleAction.Allow },
    commit: CommitMode.Commit,
  },
  after,
);
const db = new DagBinding(
  "db",
  {
    labels: { role: { anyOf: [roles.db.value] }, ...followed },
    target: { firewall },
    addressGroup: { name: "db-prod" },
    commit: CommitMode.Commit,
  },
  after,
);

// The firewalls of a device group behind Panorama, if there is one.
const panorama = config.get("panorama");
const branches =
  panorama &&
  new DagBinding(
    "branches",
    {
      labels: { role: { anyOf: [roles.web.value] }, ...followed },
      target: {
        firewall: panorama,
        deviceGroup: config.require("deviceGroup"),
        serials: config.requireObject<string[]>("serials"),
      },
      addressGroup: { name: "web-prod" },
      commit: CommitMode.CommitAndPush,
    },
    after,
  );

export const groups = [web, db, ...(branches ? [branches] : [])].map(({ groupName, filter }) => ({
  groupName,
  filter,
}));
