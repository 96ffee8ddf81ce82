import { dagSyncAlarms } from "../../../../../components/shared/aws/dag-sync/alarms";
import { eventAgeInSeconds, rateExpression } from "../../../../../components/shared/aws/schedule";
import { token } from "../tokens";

test.each([
  [1, "rate(1 minute)", 60],
  [5, "rate(5 minutes)", 300],
  [60, "rate(60 minutes)", 3600],
  [1440, "rate(1440 minutes)", 21_600],
])(
  "an interval of %d minutes gives the schedule %s, and an event waits %d seconds at most",
  (minutes, rate, seconds) => {
    expect([rateExpression(minutes), eventAgeInSeconds(minutes)]).toEqual([rate, seconds]);
  },
);

test("alarms have the given function and interval unchanged when these are tokens", () => {
  const alarms = dagSyncAlarms({ function: token("Function"), intervalInSeconds: token("Interval") });
  expect(alarms.map(({ dimensions, periodInSeconds }) => [dimensions, periodInSeconds])).toEqual([
    [{ FunctionName: token("Function") }, token("Interval")],
    [{ FunctionName: token("Function") }, token("Interval")],
  ]);
});
