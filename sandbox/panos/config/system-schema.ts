import { anything, atMost, objectName, oneOf } from "./checks";
import type { ConfigNode } from "./config-node";
import { entries, leaf, objects } from "./object-schema";
import { rulebase } from "./rule-schema";
import type { Container, Schema } from "./schema";

const HOST = "localhost.localdomain";

const device = (children: Readonly<Record<string, Schema>>): Schema => ({
  kind: "entries",
  name: oneOf(HOST),
  entry: { kind: "container", children },
});

const serials = entries(anything, {
  children: { vsys: { kind: "entries", name: anything, entry: { kind: "container", children: {} } } },
});

const firewallSchema = (vsys: readonly string[]): Container => ({
  kind: "container",
  children: {
    shared: { kind: "container", children: objects },
    devices: device({
      vsys: {
        kind: "entries",
        name: oneOf(...vsys),
        entry: {
          kind: "container",
          children: { "display-name": leaf(anything), ...objects, rulebase: rulebase("vsys") },
        },
      },
    }),
  },
});

const bothRulebases = { "pre-rulebase": rulebase("panorama"), "post-rulebase": rulebase("panorama") };

/** Device groups stand beside one another: their hierarchy is not simulated. */
const panoramaSchema: Container = {
  kind: "container",
  children: {
    shared: { kind: "container", children: { ...objects, ...bothRulebases } },
    "mgt-config": { kind: "container", children: { devices: serials } },
    devices: device({
      "device-group": {
        kind: "entries",
        name: objectName,
        entry: {
          kind: "container",
          children: { description: leaf(atMost(255)), devices: serials, ...objects, ...bothRulebases },
        },
      },
    }),
  },
};

/** The closed grammar of a firewall with these vsys, or of Panorama: the part of the real one that is simulated. */
export const systemSchema = (vsys: readonly string[] | undefined): Container =>
  vsys === undefined ? panoramaSchema : firewallSchema(vsys);

const node = (tag: string, ...children: ConfigNode[]): ConfigNode => ({ tag, text: "", children });
const entry = (name: string, ...children: ConfigNode[]): ConfigNode => ({
  ...node("entry", ...children),
  name,
});

/** The configuration of a new system. @param deviceGroups serials by device group, for Panorama */
export function factoryConfig(
  vsys: readonly string[] | undefined,
  managed: readonly string[] = [],
  deviceGroups: Readonly<Record<string, readonly string[]>> = {},
): ConfigNode {
  const list = (names: readonly string[]): ConfigNode[] => names.map((name) => entry(name));
  const groups = Object.entries(deviceGroups).map(([name, serialsOf]) =>
    entry(name, node("devices", ...list(serialsOf))),
  );
  const inside = vsys === undefined ? node("device-group", ...groups) : node("vsys", ...list(vsys));
  return node(
    "config",
    ...(vsys === undefined ? [node("mgt-config", node("devices", ...list(managed)))] : []),
    node("shared"),
    node("devices", entry(HOST, inside)),
  );
}
