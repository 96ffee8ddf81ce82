import { json, text } from "../../provider/arguments";
import { awsResource, region } from "../resource";

export const queuePolicy = awsResource({
  type: "aws:sqs/queuePolicy:QueuePolicy",
  cloudType: "AWS::SQS::QueuePolicy",
  arguments: {
    ...region,
    queueUrl: { kind: text(), required: true, replaces: true },
    policy: { kind: json, cloud: "PolicyDocument", required: true },
  },
  notSimulated: [],
  toCloud: (inputs) => ({
    Queues: [inputs["queueUrl"]],
    PolicyDocument: JSON.parse(inputs["policy"] as string),
  }),
  fromCloud: (properties) => ({
    queueUrl: (properties["Queues"] as string[])[0],
    policy: JSON.stringify(properties["PolicyDocument"]),
  }),
  locate:
    (id) =>
    ({ properties }) =>
      (properties["Queues"] as string[]).includes(id),
  id: (_view, inputs) => inputs["queueUrl"] as string,
  computed: {},
});
