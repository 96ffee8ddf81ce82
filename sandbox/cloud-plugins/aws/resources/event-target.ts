import { type Arguments, fromCloud, integer, object, text, toCloud } from "../../provider/arguments";
import type { CloudResource } from "../../provider/cloud-plugin";
import type { Properties } from "../../provider/wire";
import type { ControlDoor } from "../control-door";
import { type Bind, region } from "../resource";

const RULE = "AWS::Events::Rule";

const known: Arguments = {
  ...region,
  rule: { kind: text({ pattern: /^[\w.-]{1,64}$/ }), required: true, replaces: true },
  targetId: { kind: text({ pattern: /^[\w.-]{1,64}$/ }), cloud: "Id", replaces: true },
  arn: { kind: text({ pattern: /^arn:/ }), cloud: "Arn", required: true },
  input: { kind: text({ longest: 8192 }), cloud: "Input" },
  retryPolicy: {
    kind: object({
      maximumRetryAttempts: { kind: integer({ from: 0, to: 185 }), cloud: "MaximumRetryAttempts" },
      maximumEventAgeInSeconds: {
        kind: integer({ from: 60, to: 86_400 }),
        cloud: "MaximumEventAgeInSeconds",
      },
    }),
    cloud: "RetryPolicy",
  },
};

const definition: Pick<CloudResource, "type" | "arguments" | "notSimulated" | "autoname"> = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  arguments: known,
  notSimulated: [
    "appsyncTarget",
    "batchTarget",
    "deadLetterConfig",
    "ecsTarget",
    "eventBusName",
    "forceDestroy",
    "httpTarget",
    "inputPath",
    "inputTransformer",
    "kinesisTarget",
    "redshiftTarget",
    "roleArn",
    "runCommandTargets",
    "sagemakerPipelineTarget",
    "sqsTarget",
  ],
  autoname: { property: "targetId", maximumLength: 64 },
};

/** What a rule calls: in CloudFormation one entry of the rule's `Targets`. Its id is `RULE-TARGET`. */
export const eventTarget: Bind = (door) => ({
  ...definition,
  computed: [],
  create: (inputs) => put(door, inputs),
  update: (_id, _state, inputs) => put(door, inputs),
  async read(id, state) {
    const rule = String(state["rule"] ?? "");
    const targets = targetsOf((await door.read(RULE, rule))?.properties ?? {});
    const target = targets.find((one) => idOf(rule, one["Id"]) === id);
    return target && { id, inputs: { rule, ...fromCloud(known, target) }, outputs: {} };
  },
  async delete(_id, state) {
    const rule = state["rule"] as string;
    if ((await door.read(RULE, rule)) === undefined) return;
    await door.change(RULE, rule, (before) => ({ ...before, Targets: others(before, state["targetId"]) }));
  },
});

async function put(door: ControlDoor, inputs: Properties) {
  const rule = inputs["rule"] as string;
  const target = toCloud(known, inputs);
  await door.change(RULE, rule, (before) => ({
    ...before,
    Targets: [...others(before, inputs["targetId"]), target],
  }));
  return { id: idOf(rule, inputs["targetId"]), inputs, outputs: {} };
}

const targetsOf = (rule: Properties) => (rule["Targets"] ?? []) as Properties[];
const others = (rule: Properties, id: unknown) => targetsOf(rule).filter((one) => one["Id"] !== id);
const idOf = (rule: string, targetId: unknown) => `${rule}-${String(targetId)}`;
