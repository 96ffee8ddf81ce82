import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { object, text } from "../../cloud/resources/shape";
import type { SubscriptionSettings } from "../logs/log-group";
import type { LogService } from "../logs/log-service";
import { SubscriptionFilter, type SubscriptionFilterNeeds } from "../logs/subscription-filter";

interface SubscriptionFilterProperties {
  readonly FilterName?: string;
  readonly LogGroupName: string;
  readonly FilterPattern: string;
  readonly DestinationArn: string;
  readonly Distribution?: string;
  readonly RoleArn?: string;
}

/** CloudWatch Logs quotas: not adjustable. */
const MOST_FILTERS = 2;

type Needs = SubscriptionFilterNeeds & {
  readonly logs: Pick<LogService, "existing" | "find">;
};

/** Filters whose destination is a function. Their id is `name|log group`. */
export const logsSubscriptionFilter: ResourceType<SubscriptionFilterProperties, Needs> = {
  type: "AWS::Logs::SubscriptionFilter",
  createOnly: ["FilterName", "LogGroupName"],
  shape: object(
    {
      FilterName: text({ pattern: /^[^:*]{1,512}$/ }),
      LogGroupName: text({ min: 1 }),
      FilterPattern: text({ max: 1024 }),
      DestinationArn: text({ pattern: /^arn:aws[a-z-]*:lambda:/ }),
      Distribution: text({ oneOf: ["ByLogStream", "Random"] }),
      RoleArn: text(),
    },
    ["LogGroupName", "FilterPattern", "DestinationArn"],
  ),

  async create(cloud, properties) {
    const group = cloud.logs.existing(properties.LogGroupName);
    const settings = settingsOf(properties, `sandbox-filter-${cloud.ids.upper(12)}`);
    if (group.filters.size >= MOST_FILTERS && !group.filters.has(settings.name)) {
      throw new CloudError("LimitExceededException", "Resource limit exceeded.");
    }
    const filter = new SubscriptionFilter(cloud, group, settings);
    await filter.probe();
    group.filters.set(filter.name, filter);
    return `${filter.name}|${group.name}`;
  },

  attributes() {
    return {};
  },

  async update(cloud, { id }, properties) {
    const [name = "", group = ""] = id.split("|");
    const filter = cloud.logs.existing(group).filters.get(name);
    const settings = settingsOf(properties, name);
    await new SubscriptionFilter(cloud, cloud.logs.existing(group), settings).probe();
    filter?.change(settings);
  },

  delete(cloud, { id }) {
    const [name = "", group = ""] = id.split("|");
    cloud.logs.find(group)?.filters.delete(name);
  },
};

function settingsOf(properties: SubscriptionFilterProperties, byDefault: string): SubscriptionSettings {
  return {
    name: properties.FilterName ?? byDefault,
    pattern: properties.FilterPattern,
    destinationArn: properties.DestinationArn,
  };
}
