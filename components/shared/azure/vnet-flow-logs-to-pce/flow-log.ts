import { knownArmId } from "../arm-id";
import { shortLocation } from "../rules";

/** What every flow log has, whatever it watches. */
export const FLOW_LOG = {
  enabled: true,
  /** Without a version the SDK sends 0. The records of a virtual network say version 4 all the same. */
  format: { type: "JSON", version: 2 },
  /** Retention is the matter of the account's lifecycle rules, which a retention here would overwrite. */
  retentionPolicy: { enabled: false, days: 0 },
} as const;

/** Azure makes one watcher per region and subscription by itself. */
export function defaultNetworkWatcher(location: string): {
  readonly name: string;
  readonly resourceGroup: string;
} {
  return { name: `NetworkWatcher_${shortLocation(location)}`, resourceGroup: "NetworkWatcherRG" };
}

/** A flow log stands in the subscription of its target, below the watcher of that subscription. */
export function otherSubscriptionProblem(targetId: string, subscriptionId: string): string | undefined {
  const target = knownArmId(targetId);
  return target.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()
    ? undefined
    : `is in subscription ${target.subscriptionId}, and the provider works in ${subscriptionId}: make its flow log with ` +
        "VnetFlowLogs, and give that the option provider: one of the target's subscription";
}
