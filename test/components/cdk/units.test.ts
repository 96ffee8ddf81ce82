import { Duration, Size, Token } from "aws-cdk-lib";
import { durationIn, sizeInMebibytes, textOf } from "../../../components/cdk/units";
import { byDefault, Checks, isToken, type SureRule, wholeNumber } from "../../../core/checks";

const RULE = byDefault(wholeNumber(1, 300), 60);

function read(value: unknown, rule: SureRule<number>) {
  const checks = Checks.start({ isLater: isToken });
  const result = checks.at("wait").read<number>(value, rule);
  return { result, problems: checks.problems.map(({ path, reason }) => `${path}: ${reason}`) };
}

test("a duration is read in its unit, and left out it is the default", () => {
  expect(read(Duration.minutes(2), durationIn("seconds", RULE)).result).toBe(120);
  expect(read(Duration.hours(2), durationIn("minutes", RULE)).result).toBe(120);
  expect(read(Duration.days(9), durationIn("days", RULE)).result).toBe(9);
  expect(read(undefined, durationIn("seconds", RULE)).result).toBe(60);
});

test("a size is read in MiB", () => {
  expect(read(Size.mebibytes(128), sizeInMebibytes(RULE)).result).toBe(128);
  expect(read(Size.gibibytes(1), sizeInMebibytes(byDefault(wholeNumber(1), 1))).result).toBe(1024);
});

test.each<[unknown, SureRule<number>, string]>([
  [
    Duration.minutes(6),
    durationIn("seconds", RULE),
    "wait: must be a whole number from 1 to 300, got 360; the unit is seconds",
  ],
  [
    Duration.millis(1500),
    durationIn("seconds", RULE),
    "wait: must be a whole number from 1 to 300, got 1.5; the unit is seconds",
  ],
  [60, durationIn("seconds", RULE), "wait: must be a Duration, got 60"],
  [512, sizeInMebibytes(RULE), "wait: must be a Size, got 512"],
  [
    Size.kibibytes(100),
    sizeInMebibytes(RULE),
    "wait: must be made by Size.mebibytes(), because it cannot be converted into MiB",
  ],
  [
    Duration.minutes(Token.asNumber({ Ref: "Wait" })),
    durationIn("seconds", RULE),
    "wait: must be made by Duration.seconds(), because it cannot be converted into seconds",
  ],
])("%s is refused with its unit", (value, rule, problem) => {
  expect(read(value, rule)).toEqual({ result: undefined, problems: [problem] });
});

test("a token of the unit passes, and its text is the token's", () => {
  const token = Token.asNumber({ Ref: "Wait" });
  expect(read(Duration.seconds(token), durationIn("seconds", RULE))).toEqual({ result: token, problems: [] });
  expect(Token.isUnresolved(textOf(token))).toBe(true);
  expect(textOf(7)).toBe("7");
});
