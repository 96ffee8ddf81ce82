import { anything, atMost, objectName, oneOf, yesOrNo } from "./checks";
import { entries, leaf, tags } from "./object-schema";
import type { Members, Schema } from "./schema";

/** Zones, applications, services, users, categories and profiles are not simulated: any name is taken. */
const names: Members = { kind: "members", value: anything, atLeast: 1 };
const endpoints: Members = { ...names, refersTo: "endpoint" };
const profiles = ["virus", "spyware", "vulnerability", "url-filtering", "file-blocking", "data-filtering"];

const fields: Record<string, Schema> = {
  from: names,
  to: names,
  source: endpoints,
  destination: endpoints,
  "source-user": names,
  category: names,
  application: names,
  service: names,
  "source-hip": names,
  "destination-hip": names,
  "hip-profiles": names,
  action: leaf(oneOf("allow", "deny", "drop", "reset-client", "reset-server", "reset-both")),
  "rule-type": leaf(oneOf("universal", "intrazone", "interzone")),
  description: leaf(atMost(1024)),
  tag: tags,
  "group-tag": leaf(anything),
  disabled: leaf(yesOrNo),
  "negate-source": leaf(yesOrNo),
  "negate-destination": leaf(yesOrNo),
  "log-start": leaf(yesOrNo),
  "log-end": leaf(yesOrNo),
  "log-setting": leaf(anything),
  schedule: leaf(anything),
  "icmp-unreachable": leaf(yesOrNo),
  option: {
    kind: "container",
    children: { "disable-server-response-inspection": leaf(yesOrNo) },
  },
  "profile-setting": {
    kind: "container",
    children: {
      group: { kind: "members", value: anything },
      profiles: {
        kind: "container",
        children: Object.fromEntries(
          [...profiles, "wildfire-analysis"].map((name) => [
            name,
            { kind: "members", value: anything } as const,
          ]),
        ),
      },
    },
    choice: ["group", "profiles"],
  },
};

/** On Panorama, the firewalls that a rule is for. */
const target: Schema = {
  kind: "container",
  children: {
    negate: leaf(yesOrNo),
    devices: {
      kind: "entries",
      name: anything,
      entry: {
        kind: "container",
        children: { vsys: { kind: "entries", name: anything, entry: { kind: "container", children: {} } } },
      },
    },
  },
};

const required = ["from", "to", "source", "destination", "application", "service", "action"].map((name) => [
  name,
]);

/** `…/security/rules` below a rulebase of a vsys, or below the pre- or post-rulebase of a device group or of shared. */
export const rulebase = (place: "vsys" | "panorama"): Schema => ({
  kind: "container",
  children: {
    security: {
      kind: "container",
      children: {
        rules: {
          ...entries(objectName, {
            children: place === "panorama" ? { ...fields, target } : fields,
            required,
            uuid: true,
          }),
          ordered: true,
        },
      },
    },
  },
});
