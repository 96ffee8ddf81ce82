import { type Arguments, fromCloud, integer, object, text, toCloud } from "../../provider/arguments";
import { awsResource, region } from "../resource";

const destination = object({
  destination: { kind: text({ pattern: /^arn:/ }), cloud: "Destination", required: true },
});

const known: Arguments = {
  ...region,
  functionName: { kind: text(), cloud: "FunctionName", required: true, replaces: true },
  qualifier: { kind: text(), cloud: "Qualifier", replaces: true },
  maximumEventAgeInSeconds: { kind: integer({ from: 60, to: 21_600 }), cloud: "MaximumEventAgeInSeconds" },
  maximumRetryAttempts: { kind: integer({ from: 0, to: 2 }), cloud: "MaximumRetryAttempts", byDefault: 2 },
  destinationConfig: {
    kind: object({
      onFailure: { kind: destination, cloud: "OnFailure" },
      onSuccess: { kind: destination, cloud: "OnSuccess" },
    }),
    cloud: "DestinationConfig",
  },
};

export const functionEventInvokeConfig = awsResource({
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  cloudType: "AWS::Lambda::EventInvokeConfig",
  arguments: known,
  notSimulated: [],
  // CloudFormation wants a qualifier; the provider's default is the unpublished version.
  toCloud(inputs) {
    return { Qualifier: "$LATEST", ...toCloud(known, inputs) };
  },
  fromCloud: (properties) => {
    const { qualifier, ...inputs } = fromCloud(known, properties);
    return qualifier === "$LATEST" ? inputs : { qualifier, ...inputs };
  },
  locate:
    (id) =>
    ({ properties: { FunctionName, Qualifier } }) =>
      id === (Qualifier === "$LATEST" ? FunctionName : `${FunctionName}:${Qualifier}`),
  id: (_view, inputs) =>
    inputs["qualifier"] === undefined
      ? (inputs["functionName"] as string)
      : `${inputs["functionName"]}:${inputs["qualifier"]}`,
  computed: {},
});
