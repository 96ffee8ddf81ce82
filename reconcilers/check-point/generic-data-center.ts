import { type FeedHost, feedText, readFeed } from "../../core/check-point/data-center-feed";
import { chosenAddresses } from "../../core/check-point/host-addresses";
import { sharedAddresses } from "../../core/check-point/shared-addresses";
import type { FirewallHost, FirewallPort, LeavingHost } from "../onboarding/ports";
import { type Placed, placedByItself } from "./placed-by-itself";

/** Where the feed is stored, which gateways poll. */
export interface FeedStore {
  /** @returns undefined when there is none yet */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface GenericDataCenterOptions {
  /** Name of the onboarding. */
  readonly definition: string;
  /** Groups that are in the feed also without hosts. */
  readonly groups?: readonly string[];
  readonly store: FeedStore;
}

/**
 * Hosts in the feed of a generic data center, which gateways follow without a publish and an installation. The feed is
 * written when it changes.
 */
export class GenericDataCenter implements FirewallPort {
  readonly #options: GenericDataCenterOptions;
  readonly #port: FirewallPort;
  readonly place: FirewallPort["place"];
  readonly install: FirewallPort["install"];

  constructor(options: GenericDataCenterOptions) {
    this.#options = options;
    this.#port = placedByItself((hosts, leaving) => this.#write(hosts, leaving));
    this.place = this.#port.place;
    this.install = this.#port.install;
  }

  async #write(hosts: readonly FirewallHost[], leaving: readonly LeavingHost[]): Promise<Placed> {
    const { definition, groups = [], store } = this.#options;
    const stored = await store.read();
    const before = stored === undefined ? { hosts: [], groups: [] } : readFeed(definition, stored);
    const failed = new Map<string, string>();
    const feed = new Map(before.hosts.map((host) => [host.vmId.toLowerCase(), host]));
    for (const host of hosts) {
      const { addresses, reason } = feedAddresses(host);
      if (reason !== undefined) failed.set(host.vmId, reason);
      else feed.set(host.vmId.toLowerCase(), { ...host, addresses } satisfies FeedHost);
    }
    for (const { vmId } of leaving) feed.delete(vmId.toLowerCase());
    const text = feedText(definition, [...feed.values()], [...before.groups, ...groups]);
    if (text !== stored) await store.write(text);
    const placed = hosts.filter(({ vmId }) => !failed.has(vmId));
    return { failed, warnings: sharedAddresses(placed, feed.values()) };
  }
}

function feedAddresses({ name, addresses }: FirewallHost): {
  readonly addresses: readonly string[];
  readonly reason?: string;
} {
  const wrong = addresses.filter((address) => {
    const { ipv4, ipv6 } = chosenAddresses([address]).addresses;
    return ipv4 === undefined && ipv6 === undefined;
  });
  if (wrong.length > 0)
    return { addresses, reason: `'${wrong[0]}' is no address, for host ${name} in the feed` };
  if (addresses.length === 0)
    return { addresses, reason: `the machine has no address, which host ${name} in the feed needs` };
  return { addresses };
}
