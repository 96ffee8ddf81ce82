import { answerLimits } from "../../../clients/http/answer-limits";
import type { PceConnection } from "../../../clients/pce";
import { ConnectionSettings, type PceIdentity } from "../../../clients/pce/connection-settings";
import { PCE_CONNECTIONS, PCE_SETTINGS } from "../../../clients/pce/settings-table";
import { FORMER_HOSTS } from "../../../clients/settings/former-hosts";
import type { ConfigReader, Environment } from "../../../clients/settings/settings";
import { keysOf } from "../../../clients/settings/settings-table";
import { ConnectedSystems, type SystemKind, sharedInProcess } from "../../lifecycle/connected-systems";
import { PceSystem, type PceSystemOptions } from "./pce-system";

/** Connections to PCEs; those with the same host, organisation and API key share one system. */
export class PceSystems extends ConnectedSystems<PceSystem, PceIdentity> {
  constructor(config: ConfigReader, environment: Environment, options: PceSystemOptions = {}) {
    super(pceKind(options), config, environment);
  }
}

/** What distinguishes PCEs, and the words for them. */
const PCE: Omit<SystemKind<PceSystem, PceIdentity>, "settings"> = {
  noun: "PCE",
  preposition: "in",
  connection: (name) => (name ? `${PCE_CONNECTIONS.key}.${name}` : "PCE connection"),
  identityOf: ({ identity }) => identity,
  isSame: (recorded, present, formerHosts) => {
    if (recorded.orgId !== present.orgId) return false;
    if (recorded.host === present.host && recorded.port === present.port) return true;
    return formerHosts.some((host) => host.toLowerCase() === recorded.host);
  },
  shown: ({ host, port, orgId }) => `${host}:${port}, organisation ${orgId}`,
  hostOf: ({ host }) => host,
  close: (system) => system.close(),
};

function pceKind(options: PceSystemOptions): SystemKind<PceSystem, PceIdentity> {
  return {
    ...PCE,
    settings: (config, environment, name) => {
      const settings = new ConnectionSettings(config, environment, name);
      return {
        identity: () => settings.identity(),
        isComplete: () => settings.complete(),
        check: () => {
          const connection = settings.connection();
          const { host, port, orgId, apiKeyUsername } = connection;
          return {
            key: [host, port, orgId, apiKeyUsername].join(" "),
            open: () => new PceSystem(connection, { ...answerLimits(environment), ...options }),
          };
        },
      };
    },
  };
}

/** The one PCE of a caller that has its connection already; no settings are read. */
export function onePce(
  connection: PceConnection,
  options: PceSystemOptions = {},
): ConnectedSystems<PceSystem, PceIdentity> {
  const { host, port, orgId } = connection;
  const identity = { host, port, orgId };
  const open = () => new PceSystem(connection, options);
  const settings = { identity: () => identity, isComplete: () => true, check: () => ({ key: "", open }) };
  const nothing = { get: () => undefined };
  return new ConnectedSystems({ ...PCE, settings: () => settings }, nothing, {});
}

const CONFIG_KEYS = [
  ...keysOf(PCE_SETTINGS).map((key) => `illumio:${key}`),
  PCE_CONNECTIONS.key,
  FORMER_HOSTS,
];

/** One set of systems for all resources of the process, so that labels and workloads share reads and writes. */
export const sharedPceSystems: (config: ConfigReader) => PceSystems = sharedInProcess(
  (config) => CONFIG_KEYS.map((key) => config.get(key)),
  (config) => new PceSystems(config, process.env),
);
