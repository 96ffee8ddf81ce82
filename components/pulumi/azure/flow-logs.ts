import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { flowLogNameOf, type NamePlace } from "../../shared/azure/physical-names";
import {
  defaultNetworkWatcher,
  FLOW_LOG,
  otherSubscriptionProblem,
} from "../../shared/azure/vnet-flow-logs-to-pce/flow-log";
import type { Tags } from "../tags";
import type { FlowLogTarget, NetworkWatcherSettings } from "./flow-log-targets";
import { keepingIds } from "./keeping-ids";

/** A flow log for every target, below the watcher of the provider's subscription. @returns their ids by key */
export function flowLogs(
  name: string,
  settings: {
    readonly targets: readonly FlowLogTarget[];
    readonly place: pulumi.Output<NamePlace>;
    /** In its short form. */
    readonly location: pulumi.Output<string>;
    readonly networkWatcher: NetworkWatcherSettings;
    readonly flowLogAccountId: pulumi.Output<string>;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions & { readonly parent: pulumi.ComponentResource },
): Record<string, pulumi.Output<string>> {
  const { targets, place, location, flowLogAccountId, tags } = settings;
  if (targets.length === 0) return {};
  const watcher = settings.networkWatcher ?? ownNetworkWatcher(location, opts.parent);
  const ids = targets.map((target) => {
    const targetId = targetIdOf(name, target, place);
    const flowLog = new network.FlowLog(
      `${name}-${target.key}`,
      {
        networkWatcherName: watcher.name,
        resourceGroupName: watcher.resourceGroupName,
        flowLogName: target.flowLogName ?? place.apply((at) => flowLogNameOf(at, target.key)),
        location,
        targetResourceId: targetId,
        storageId: flowLogAccountId,
        ...FLOW_LOG,
        tags,
      },
      // A resource has one flow log, so the old one goes first. One that somebody has disabled has lost its account: an
      // update would send that back, a new one has everything.
      {
        ...keepingIds(opts, { targetResourceId: targetId, storageId: flowLogAccountId }),
        replaceOnChanges: ["enabled"],
      },
    );
    return [target.key, flowLog.id] as const;
  });
  return Object.fromEntries(ids);
}

/** Id of a target, which is in the provider's subscription. */
export function targetIdOf(
  name: string,
  { id, path }: Pick<FlowLogTarget, "id" | "path">,
  place: pulumi.Output<NamePlace>,
): pulumi.Output<string> {
  return pulumi.all([id, place]).apply(([targetId, { subscriptionId }]) => {
    const problem = otherSubscriptionProblem(targetId, subscriptionId);
    if (problem !== undefined) throw new pulumi.RunError(`${name}: ${path} ${problem}`);
    return targetId;
  });
}

/** The watcher that Azure has made by itself, looked up once, so that a missing one is told before anything is made. */
export function ownNetworkWatcher(location: pulumi.Output<string>, parent: pulumi.ComponentResource) {
  const found = location.apply(async (region) => {
    const { name, resourceGroup } = defaultNetworkWatcher(region);
    try {
      await network.getNetworkWatcher(
        { networkWatcherName: name, resourceGroupName: resourceGroup },
        { parent },
      );
    } catch (error) {
      throw new pulumi.RunError(
        `The network watcher ${name} in ${resourceGroup} cannot be looked up: ${(error as Error).message}. Azure makes it with ` +
          "the first virtual network of a region; name another one with networkWatcher",
      );
    }
    return { name, resourceGroupName: resourceGroup };
  });
  return { name: found.name, resourceGroupName: found.resourceGroupName };
}
