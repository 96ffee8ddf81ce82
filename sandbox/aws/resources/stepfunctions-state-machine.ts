import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { StateMachineService } from "../states/state-machine-service";
import { readWaiterDefinition, type WaiterDefinition } from "../states/waiter-definition";

interface StateMachineProperties {
  readonly StateMachineName?: string;
  readonly DefinitionString: string;
  readonly RoleArn: string;
}

type Needs = Pick<Foundation, "accountId" | "arn" | "ids" | "roles"> & {
  readonly stateMachines: Pick<StateMachineService, "add" | "find" | "remove">;
};

/** The waiter of `cr.Provider`; every other definition is refused. Its id is the ARN. */
export const stepFunctionsStateMachine: ResourceType<StateMachineProperties, Needs> = {
  type: "AWS::StepFunctions::StateMachine",
  createOnly: ["StateMachineName"],
  shape: object(
    {
      StateMachineName: text({ pattern: /^[\w-]{1,80}$/ }),
      StateMachineType: text({ oneOf: ["STANDARD"] }),
      DefinitionString: text({ min: 1, max: 1_048_576 }),
      RoleArn: text({ pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/ }),
      Tags: tags,
    },
    ["DefinitionString", "RoleArn"],
  ),

  create(cloud, properties) {
    const name = properties.StateMachineName ?? `sandbox-state-machine-${cloud.ids.upper(12)}`;
    const waiter = checked(cloud, cloud.arn("states", `stateMachine:${name}`), properties);
    return cloud.stateMachines.add(name, properties.RoleArn, waiter).arn;
  },

  attributes(cloud, { id }) {
    return { Arn: id, Name: cloud.stateMachines.find(id)?.name };
  },

  update(cloud, { id }, properties) {
    const waiter = checked(cloud, id, properties);
    const machine = cloud.stateMachines.find(id)!;
    machine.roleArn = properties.RoleArn;
    machine.waiter = waiter;
  },

  delete(cloud, { id }) {
    cloud.stateMachines.remove(id);
  },
};

function checked(cloud: Needs, arn: string, properties: StateMachineProperties): WaiterDefinition {
  const waiter = readWaiterDefinition(properties.DefinitionString);
  const context = { "aws:sourceaccount": cloud.accountId, "aws:sourcearn": arn };
  if (cloud.roles.assumableBy("states.amazonaws.com", properties.RoleArn, context)) return waiter;
  throw new CloudError(
    "AccessDeniedException",
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
  );
}
