import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, list, object, tags, text } from "../../cloud/resources/shape";
import type { EventService } from "../events/event-service";
import { rateInMilliseconds } from "../events/rate-expression";
import type { Foundation } from "../foundation";

interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
}

interface RuleProperties {
  readonly Name?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Targets?: readonly Target[];
}

const target = object(
  {
    Id: text({ pattern: /^[\w.-]{1,64}$/ }),
    Arn: text({ min: 1, max: 1600 }),
    Input: text({ max: 8192 }),
    RetryPolicy: object({
      MaximumRetryAttempts: integer({ min: 0, max: 185 }),
      MaximumEventAgeInSeconds: integer({ min: 60, max: 86_400 }),
    }),
  },
  ["Id", "Arn"],
);

type Needs = Pick<Foundation, "arn" | "ids"> & {
  readonly events: Pick<EventService, "has" | "put" | "remove">;
};

/** Rules of the default bus with a rate, whose targets are functions. Its id is its name. */
export const eventsRule: ResourceType<RuleProperties, Needs> = {
  type: "AWS::Events::Rule",
  createOnly: ["Name"],
  shape: object({
    Name: text({ pattern: /^[\w.-]{1,64}$/ }),
    Description: text({ max: 512 }),
    ScheduleExpression: text({ max: 256 }),
    State: text({ oneOf: ["ENABLED", "DISABLED"] }),
    Targets: list(target, { max: 5 }),
    Tags: tags,
  }),

  create(cloud, properties) {
    const name = properties.Name ?? `sandbox-rule-${cloud.ids.upper(12)}`;
    if (cloud.events.has(name)) throw new CloudError("AlreadyExistsException", `${name} already exists.`);
    put(cloud, name, properties);
    return name;
  },

  attributes: (cloud, { id }) => ({ Arn: arnOf(cloud, id) }),

  update(cloud, { id }, properties) {
    put(cloud, id, properties);
  },

  delete(cloud, { id }) {
    cloud.events.remove(id);
  },
};

const arnOf = (cloud: Needs, name: string) => cloud.arn("events", `rule/${name}`);

function put(cloud: Needs, name: string, { ScheduleExpression, State, Targets = [] }: RuleProperties): void {
  if (ScheduleExpression === undefined) {
    throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  const everyInMilliseconds = rateInMilliseconds(ScheduleExpression);
  const targets = Targets.map(({ Id, Arn, Input }) => {
    if (!/^arn:aws[a-z-]*:[a-z0-9-]+:[^:]*:[^:]*:.+$/.test(Arn)) {
      throw invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
    }
    if (!Arn.includes(":lambda:")) throw invalid("The sandbox has rules whose targets are functions only.");
    requireJson(Id, Input);
    return { id: Id, arn: Arn, input: Input };
  });
  if (new Set(targets.map(({ id }) => id)).size < targets.length) {
    throw invalid("Duplicate target ids are not allowed.");
  }
  const enabled = State !== "DISABLED";
  cloud.events.put({ name, arn: arnOf(cloud, name), everyInMilliseconds, enabled, targets });
}

function requireJson(id: string, input: string | undefined): void {
  try {
    if (input !== undefined) JSON.parse(input);
  } catch {
    throw invalid(`JSON syntax error in input for target ${id}.`);
  }
}

function invalid(message: string): CloudError {
  return new CloudError("ValidationException", message);
}
