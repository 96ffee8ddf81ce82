import { readFileSync } from "node:fs";
import path from "node:path";
import { CHECK_POINT_SETTINGS } from "../../../clients/check-point/settings-table";
import { firewallSettings } from "../../../clients/panos/firewall-settings";
import { FIREWALL_SETTINGS, FIREWALLS, variableOf } from "../../../clients/panos/settings-table";
import { PCE_ENVIRONMENT } from "../../../clients/pce";
import { ConnectionSettings } from "../../../clients/pce/connection-settings";
import { PCE_CONNECTIONS, PCE_SETTINGS } from "../../../clients/pce/settings-table";
import { SERVICE_NOW_SETTINGS } from "../../../clients/service-now/settings-table";
import { keysOf } from "../../../clients/settings/settings-table";
import { sharedPceSystems } from "../../../dynamic-providers/pce/system/pce-systems";

const NO_CONFIGURATION = { get: () => undefined };

/** Rows of the table of settings of a page whose first cell begins so, each as its cells. */
function rowsOf(page: string, beginning: string): string[][] {
  const text = readFileSync(path.resolve(__dirname, "../../../docs", page), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith(`| \`${beginning}`))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test("the page on dynamic resources lists the settings of a PCE", () => {
  const rows = keysOf(PCE_SETTINGS).map((key) => {
    const { variable, meaning } = PCE_SETTINGS[key];
    return [`\`illumio:${key}\``, `\`${variable}\``, meaning];
  });
  const listed = rowsOf("dynamic-resources.md", "illumio:").filter(([, variable]) => variable !== "");
  expect(listed).toEqual(rows);
});

test("the page on bindings lists the settings of a firewall", () => {
  const rows = keysOf(FIREWALL_SETTINGS).map((key) => [
    `\`${FIREWALLS.key}.edge.${key}\``,
    `\`${variableOf("edge", key)}\``,
    FIREWALL_SETTINGS[key].meaning,
  ]);
  expect(rowsOf("dag-binding.md", `${FIREWALLS.key}.`)).toEqual(rows);
});

test("a connection has exactly the variables of the settings table", () => {
  expect(Object.values(PCE_ENVIRONMENT)).toEqual(Object.values(PCE_SETTINGS).map(({ variable }) => variable));
});

test.each(keysOf(PCE_SETTINGS))(
  "the setting %s is refused under another name in a named connection",
  (key) => {
    const config = {
      get: (name: string) =>
        name === PCE_CONNECTIONS.key ? JSON.stringify({ emea: { [`${key}s`]: "x" } }) : undefined,
    };
    expect(() => new ConnectionSettings(config, {}, "emea")).toThrow(
      `illumio:connections.emea.${key}s: unknown property; known are ${keysOf(PCE_SETTINGS).join(", ")}`,
    );
  },
);

test("a firewall is configured by the variables of the settings table", () => {
  const environment = {
    [variableOf("dc-1", "hosts")]: "fw.example.com",
    [variableOf("dc-1", "apiKey")]: "k3y",
    [variableOf("dc-1", "deviceLimit")]: "100",
    [variableOf("dc-1", "admin")]: "robot",
  };
  expect(firewallSettings("dc-1", NO_CONFIGURATION, environment)).toMatchObject({
    connection: { hosts: ["fw.example.com:443"] },
    deviceLimit: 100,
    admin: "robot",
  });
});

test.each([
  ...keysOf(PCE_SETTINGS).map((key) => `illumio:${key}`),
  PCE_CONNECTIONS.key,
  "illumio:formerHosts",
])("resources of a process share their connections until %s changes", (changed) => {
  const config = (value: string) => ({ get: (key: string) => (key === changed ? value : undefined) });
  const systems = sharedPceSystems(config("one"));
  expect(sharedPceSystems(config("one"))).toBe(systems);
  expect(sharedPceSystems(config("other"))).not.toBe(systems);
});

test("the page on Check Point lists its settings", () => {
  const rows = keysOf(CHECK_POINT_SETTINGS).map((key) => {
    const { variable, meaning } = CHECK_POINT_SETTINGS[key];
    return [`\`${variable}\``, meaning];
  });
  expect(rowsOf("check-point.md", "CHECK_POINT_")).toEqual(rows);
});

test("the page on ServiceNow lists its settings", () => {
  const rows = keysOf(SERVICE_NOW_SETTINGS).map((key) => {
    const { variable, meaning } = SERVICE_NOW_SETTINGS[key];
    return [`\`${variable}\``, meaning];
  });
  expect(rowsOf("service-now.md", "SERVICE_NOW_")).toEqual(rows);
});
