import { answerLimits } from "../../clients/http/answer-limits";
import { PanosClient } from "../../clients/panos";
import { firewallSettings } from "../../clients/panos/firewall-settings";
import type { ConfigReader, Environment } from "../../clients/settings/settings";
import { ConfigurationError } from "../../core/errors";
import type { Firewall } from "../../reconcilers/dag/plan/table-readings";
import { ConnectedSystems, type SystemKind } from "../lifecycle/connected-systems";

/** `host:port` of a firewall, or of both firewalls of an HA pair, of which one may change. */
export interface FirewallIdentity {
  readonly hosts: readonly string[];
}

/**
 * Firewalls and Panoramas by name. Each name is a system of its own, because administrator and limit belong to the
 * name.
 */
export const FIREWALL: SystemKind<Firewall, FirewallIdentity> = {
  noun: "firewall",
  preposition: "on",
  settings: (config, environment, name = "") => {
    const open = (): Firewall => {
      const { connection, ...limit } = firewallSettings(name, config, environment);
      return { client: new PanosClient(connection, answerLimits(environment)), ...limit };
    };
    const identity = () => identityAtHand(name, config, environment);
    return { identity, isComplete: () => identity() !== undefined, check: () => ({ key: name, open }) };
  },
  connection: (name) => `firewall ${name}`,
  identityOf: ({ client }) => ({ hosts: client.connection.hosts }),
  isSame: (recorded, { hosts }, formerHosts) => {
    const known = [...hosts, ...formerHosts];
    return recorded.hosts.some((host) => known.includes(host) || known.includes(host.replace(/:\d+$/, "")));
  },
  shown: ({ hosts }) => hosts.join(", "),
  hostOf: ({ hosts }) => hosts[0]!,
  close: ({ client }) => client.close(),
};

function identityAtHand(
  name: string,
  config: ConfigReader,
  environment: Environment,
): FirewallIdentity | undefined {
  try {
    return { hosts: firewallSettings(name, config, environment).connection.hosts };
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

export type Firewalls = ConnectedSystems<Firewall, FirewallIdentity>;

/** No settings are read before the first use. */
export function connectedFirewalls(config: ConfigReader, environment: Environment): Firewalls {
  return new ConnectedSystems(FIREWALL, config, environment);
}

/** The one firewall of a caller that has its connection already; no settings are read. */
export function oneFirewall(hosts: readonly string[], open: () => Firewall): Firewalls {
  const settings = {
    identity: () => ({ hosts }),
    isComplete: () => true,
    check: () => ({ key: "", open }),
  };
  return new ConnectedSystems({ ...FIREWALL, settings: () => settings }, { get: () => undefined }, {});
}
