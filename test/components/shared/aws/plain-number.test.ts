import { plainNumber } from "../../../../components/shared/aws/plain-number";
import { eventAgeInSeconds, rateExpression } from "../../../../components/shared/aws/schedule";
import { callsPerMinutePerInstance } from "../../../../components/shared/aws/vpc-flow-logs-to-pce/functions";
import { flowQueueTimes } from "../../../../components/shared/aws/vpc-flow-logs-to-pce/storage";
import { numberToken } from "./tokens";

test("a number is accepted, and a token is refused with the name of the argument", () => {
  expect(plainNumber("maxConcurrency", 2)).toBe(2);
  expect(() => plainNumber("maxConcurrency", numberToken())).toThrow(
    /maxConcurrency.*must be known when the program runs/,
  );
});

test.each([
  ["the rate of upload", () => callsPerMinutePerInstance(400, numberToken())],
  ["the times of the flow queue", () => flowQueueTimes(numberToken(), 300)],
  ["the schedule", () => rateExpression(numberToken())],
  ["the age of an event", () => eventAgeInSeconds(numberToken())],
])("%s is not computed when an argument is a token", (_what, compute) => {
  expect(compute).toThrow("must be known when the program runs");
});
