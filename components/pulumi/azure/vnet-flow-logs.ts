import * as pulumi from "@pulumi/pulumi";
import { required } from "../../../core/checks";
import { componentName, location, resourceId, shortLocation } from "../../shared/azure/rules";
import { ArgCheck, type ArgNames } from "../arg-check";
import { checkedTags } from "../tags";
import { flowLogTargets, networkWatcher } from "./flow-log-targets";
import { flowLogs } from "./flow-logs";
import { namePlace, subscriptionOf } from "./place";
import type { VnetFlowLogsArgs } from "./vnet-flow-logs-args";

const ARGUMENTS: ArgNames<VnetFlowLogsArgs> = {
  targets: true,
  location: true,
  flowLogAccountId: true,
  networkWatcher: true,
  tags: true,
};

/**
 * Flow logs of virtual networks, subnets or network interfaces that are written into the account of a `VnetFlowLogsToPce` of
 * the same region, for another subscription of the tenant: `new VnetFlowLogs(name, args, { provider })` with a provider of
 * that subscription.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class VnetFlowLogs extends pulumi.ComponentResource {
  /** Ids of the flow logs by the key of their target. */
  readonly flowLogIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: VnetFlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:VnetFlowLogs", name, {}, opts); // {}: arguments given here would be kept in the state
    const check = new ArgCheck(`VnetFlowLogs "${name}"`);
    check.args(args, ARGUMENTS);
    check.read("name", name, required(componentName()));
    if (Object.keys(args.targets ?? {}).length === 0)
      check.report("targets", "names nothing: give a virtual network, a subnet or a network interface");
    const targets = flowLogTargets(check, args.targets);
    const region = check.read("location", args.location, required(location()));
    const account = check.read(
      "flowLogAccountId",
      args.flowLogAccountId,
      required(resourceId("Microsoft.Storage/storageAccounts")),
    );
    const watcher = networkWatcher(check, args.networkWatcher);
    const tags = checkedTags(check, args.tags);
    check.throwIfAny();
    const ids = flowLogs(
      name,
      {
        targets,
        place: namePlace(name, subscriptionOf(this)),
        location: region.apply(shortLocation),
        networkWatcher: watcher,
        flowLogAccountId: account,
        tags,
      },
      { parent: this },
    );
    this.flowLogIds = pulumi.output(ids);
    this.registerOutputs({ flowLogIds: this.flowLogIds });
  }
}
