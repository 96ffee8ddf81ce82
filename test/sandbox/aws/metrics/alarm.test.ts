import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";

let cloud: SandboxCloud;
beforeAll(async () => {
  cloud = await startSandboxCloud();
});
afterAll(() => cloud.close());

const rule = { ComparisonOperator: "GreaterThanOrEqualToThreshold", EvaluationPeriods: 1, Threshold: 1 };
const single = { MetricName: "Errors", Namespace: "AWS/Lambda", Period: 300, Statistic: "Sum" };
const stat = { Metric: { MetricName: "Errors", Namespace: "AWS/Lambda" }, Period: 300, Stat: "Sum" };
const Metrics = [
  { Id: "sum", Expression: "a * 2", ReturnData: true },
  { Id: "a", MetricStat: stat, ReturnData: false },
];
const create = (part: object) => cloud.resources.create("AWS::CloudWatch::Alarm", { ...rule, ...part });

test.each([[single], [{ Metrics }], [{ ...single, Statistic: undefined, ExtendedStatistic: "p99.9" }]])(
  "the alarm %j is made",
  async (part) => {
    const { id } = await create(part);
    await cloud.resources.delete("AWS::CloudWatch::Alarm", id);
  },
);

test.each([
  [{}, "An alarm without Metrics needs MetricName, Namespace, Period, Statistic."],
  [{ ...single, Period: undefined }, "An alarm without Metrics needs Period."],
  [{ ...single, Metrics }, "must not be set together with MetricName, Namespace, Period, Statistic."],
  [{ ...single, ExtendedStatistic: "p99" }, "Statistic and ExtendedStatistic must not be set together."],
  [{ Metrics: [{ Id: "A" }] }, "failed validation constraint"],
  [{ Metrics: [{ Id: "a", MetricStat: { Metric: stat.Metric } }] }, "required key [Period] not found"],
])("the alarm %j is refused", async (part, reason) => {
  await expect(create(part)).rejects.toThrow(reason);
});
