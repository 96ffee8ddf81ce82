import { flowLogAlarms } from "../../../../../components/shared/aws/vpc-flow-logs-to-pce/alarms";
import { numberToken, token } from "../tokens";

const WATCHED = {
  normaliseFunction: token("Normalise"),
  uploadFunction: token("Upload"),
  flowQueue: token("Flows"),
  deadLetterQueue: token("Dead"),
  receivesToWorry: numberToken(),
};

test("each alarm watches the resource of its metric when names are tokens", () => {
  const watched = flowLogAlarms(WATCHED).map(({ suffix, dimensions }) => [suffix, dimensions]);
  expect(Object.fromEntries(watched)).toEqual({
    "deliveries-given-up": { FunctionName: WATCHED.normaliseFunction },
    "deliveries-lost": { FunctionName: WATCHED.normaliseFunction },
    "dead-letters": { QueueName: WATCHED.deadLetterQueue },
    "flows-late": { FunctionName: WATCHED.uploadFunction },
    "flows-waiting": { QueueName: WATCHED.flowQueue },
    receives: { FunctionName: WATCHED.uploadFunction },
  });
});

test("the threshold of receives is the given value unchanged when it is a token", () => {
  const receives = flowLogAlarms(WATCHED).find(({ suffix }) => suffix === "receives");
  expect(receives?.threshold).toBe(WATCHED.receivesToWorry);
});

test("descriptions of alarms are at most as long as CloudWatch accepts", () => {
  for (const { description } of flowLogAlarms(WATCHED)) expect(description.length).toBeLessThanOrEqual(1024);
});
