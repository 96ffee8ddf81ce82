import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { map, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { Parameter, ParameterStore } from "../ssm/parameter-store";

interface ParameterProperties {
  readonly Name?: string;
  readonly Type: Parameter["type"];
  readonly Value: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly Tier?: string;
}

type Needs = Pick<Foundation, "ids"> & {
  readonly parameters: Pick<ParameterStore, "arnOf" | "find" | "put" | "remove">;
};

/** Plain parameters of the standard tier. CloudFormation cannot make those of type `SecureString`. */
export const ssmParameter: ResourceType<ParameterProperties, Needs> = {
  type: "AWS::SSM::Parameter",
  createOnly: ["Name"],
  shape: object(
    {
      Name: text({ min: 1, max: 2048 }),
      Type: text({ oneOf: ["String", "StringList"] }),
      Value: text(),
      Description: text({ max: 1024 }),
      AllowedPattern: text({ max: 1024 }),
      DataType: text({ oneOf: ["text"] }),
      Tier: text({ oneOf: ["Standard", "Advanced", "Intelligent-Tiering"] }),
      Tags: map(text({ max: 256 })),
    },
    ["Type", "Value"],
  ),

  create(cloud, properties) {
    const name = properties.Name ?? `sandbox-parameter-${cloud.ids.upper(12)}`;
    if (cloud.parameters.find(name)) {
      throw new CloudError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    put(cloud, name, properties);
    return name;
  },

  attributes: (_cloud, { properties: { Type, Value } }) => ({ Type, Value }),

  update(cloud, { id }, properties) {
    put(cloud, id, properties);
  },

  delete(cloud, { id }) {
    cloud.parameters.remove(id);
  },
};

function put(cloud: Needs, name: string, properties: ParameterProperties): void {
  const { Type, Value, Description, AllowedPattern, Tier } = properties;
  if (Tier === "Advanced") {
    throw new CloudError("ValidationException", "The sandbox has parameters of the standard tier only.");
  }
  if (AllowedPattern !== undefined && !new RegExp(AllowedPattern).test(Value)) {
    throw new CloudError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    );
  }
  cloud.parameters.put(name, Value, { type: Type, description: Description });
}
