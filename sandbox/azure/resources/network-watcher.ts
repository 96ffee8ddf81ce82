import { CloudError } from "../../cloud/cloud-error";
import { NETWORK } from "../arm/api-versions";
import { isSameId, subscriptionOf } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { object } from "../arm/shapes";

/** One for each Region of a subscription. Azure makes it together with the first network, in `NetworkWatcherRG`. */
export const networkWatcher: ArmType = {
  type: "Microsoft.Network/networkWatchers",
  apiVersions: NETWORK,
  location: "required",
  properties: object({}),
  readOnly: ["provisioningState", "runningOperationIds"],
  put({ resources }, { id, body }) {
    const other = resources
      .list("Microsoft.Network/networkWatchers", `/subscriptions/${subscriptionOf(id)}`)
      .find((one) => one.location === body.location && !isSameId(one.id, id));
    if (other) {
      throw new CloudError(
        "NetworkWatcherCountLimitReached",
        `Maximum number of Network Watchers exceeded for region ${body.location}: only 1 is allowed, and ${other.id} exists.`,
      );
    }
    return { ...body, properties: { provisioningState: "Succeeded", runningOperationIds: [] } };
  },
};
