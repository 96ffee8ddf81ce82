import { type ConfigReader, listSetting } from "../../../clients/settings/settings";
import { ConfigurationError } from "../../../core/errors";
import {
  ConnectedSystems,
  type SystemKind,
  sharedInProcess,
} from "../../../dynamic-providers/lifecycle/connected-systems";

interface Manager {
  readonly host: string;
  closed: boolean;
}

/** A kind of system that has a host and nothing else: `managers:<name>`, or `managers:default`. */
const MANAGER: SystemKind<Manager, string> = {
  noun: "manager",
  preposition: "on",
  settings: (config, _environment, name = "default") => {
    const host = config.get(`managers:${name}`);
    if (host === undefined) throw new ConfigurationError(`managers.${name}`, "is not there");
    return {
      identity: () => host || undefined,
      isComplete: () => host !== "",
      check: () => {
        if (host === "") throw new ConfigurationError(`managers.${name}`, "is missing");
        return { key: host, open: () => ({ host, closed: false }) };
      },
    };
  },
  connection: (name) => `managers.${name ?? "default"}`,
  identityOf: ({ host }) => host,
  isSame: (recorded, present, formerHosts) => recorded === present || formerHosts.includes(recorded),
  shown: (host) => host,
  hostOf: (host) => host,
  close: async (manager) => {
    manager.closed = true;
  },
};

const configOf = (values: Readonly<Record<string, string>>): ConfigReader => ({ get: (key) => values[key] });
const connected = (values: Readonly<Record<string, string>>) =>
  new ConnectedSystems(MANAGER, configOf(values), {});

test("connection names that mean one system share it, and the default connection has an empty name", async () => {
  const systems = connected({ "managers:default": "a", "managers:east": "a", "managers:west": "b" });
  expect(systems.system("east")).toBe(systems.system());
  expect(systems.system("west")).not.toBe(systems.system());
  expect([...systems.used.keys()]).toEqual(["east", "", "west"]);
  await systems.close();
  expect([...systems.used.values()].every(({ closed }) => closed)).toBe(true);
});

test("a system is at hand only when its settings are complete", () => {
  const systems = connected({ "managers:half": "", "managers:east": "a" });
  expect(systems.systemAtHand("east")).toBe(systems.system("east"));
  expect([systems.systemAtHand("half"), systems.systemAtHand("none")]).toEqual([undefined, undefined]);
  expect([systems.identityAtHand("east"), systems.identityAtHand("none")]).toEqual(["a", undefined]);
  expect(() => systems.system("half")).toThrow("managers.half: is missing");
});

test("an object is refused when its connection now means another system, unless the old host is a former name", () => {
  expect(() => connected({ "managers:east": "b" }).systemOf("host web", "a", "east")).toThrow(
    "managers.east: host web is on a, but the settings now name b. Nothing was changed there. Point the settings back, or, " +
      "if it is the same manager under a new name, add the old one: " +
      'pulumi config set --path "illumio:formerHosts[0]" a',
  );
  const renamed = { "managers:east": "b", "illumio:formerHosts": "a" };
  expect(connected(renamed).systemOf("host web", "a", "east").host).toBe("b");
  expect(listSetting(configOf(renamed), "illumio:formerHosts")).toEqual(["a"]);
});

test("another connection replaces an object when it means another system", () => {
  const systems = connected({ "managers:east": "a", "managers:same": "a", "managers:west": "b" });
  const replaces = (connection: string, before = "east") =>
    systems.connectionReplaces("host web", { connection: before, ownership: "a" }, { connection });
  expect([replaces("east"), replaces("same"), replaces("west"), replaces("unheard of")]).toEqual([
    [],
    [],
    ["connection"],
    ["connection"],
  ]);
  expect(() => replaces("west", "west")).toThrow("host web is on a");
});

test("a process shares one value until a setting that it is made from changes", () => {
  let made = 0;
  const shared = sharedInProcess(
    (config) => [config.get("one"), config.get("two")],
    () => ++made,
  );
  const values = [{ one: "1" }, { one: "1", other: "x" }, { one: "2" }, { one: "2", two: "3" }, { one: "2" }];
  expect(values.map((one) => shared(configOf(one as never)))).toEqual([1, 1, 2, 3, 4]);
});
