import { Token } from "aws-cdk-lib";
import { Construct } from "constructs";
import { PropCheck } from "../../../components/cdk/prop-check";
import { byDefault, required, text, wholeNumber } from "../../../core/checks";
import { problemsOf } from "./problems";
import { testStack } from "./synth";

const COUNT = byDefault(wholeNumber(1, 9), 3);

function check() {
  const stack = testStack();
  return { stack, check: new PropCheck(new Construct(stack, "Thing")) };
}

test("synthesis reports all problems of a construct, and other values take their place", () => {
  const { stack, check: props } = check();
  expect(props.read("count", 10, COUNT)).toBe(3);
  expect(props.read("name", undefined, required(text()), "none")).toBe("none");
  props.report("targets", "names nothing");
  props.report("other", undefined);
  expect(problemsOf(stack)).toEqual([
    "count: must be a whole number from 1 to 9, got 10",
    "name: is missing",
    "targets: names nothing",
  ]);
});

test("a token passes where a later value is fine, and is refused by name where others are computed from it", () => {
  const { stack, check: props } = check();
  const token = Token.asNumber({ Ref: "Count" });
  expect(props.read("count", token, COUNT)).toBe(token);
  expect(problemsOf(stack)).toEqual([]);
  expect(props.literal("calls", token, COUNT)).toBe(3);
  expect(props.literal("calls", 4, COUNT)).toBe(4);
  expect(props.literal("calls", undefined, COUNT)).toBe(3);
  expect(problemsOf(stack)).toEqual([
    "calls: must be known when the program runs, because other values are computed from it; it is a reference",
  ]);
});

test("what is known only at synthesis is checked then", () => {
  const { stack, check: props } = check();
  let count = 1;
  props.atSynthesis((checks) => {
    checks.called("count").read(count, COUNT);
  });
  expect(problemsOf(stack)).toEqual([]);
  count = 10;
  expect(problemsOf(stack)).toEqual(["count: must be a whole number from 1 to 9, got 10"]);
  expect(problemsOf(stack)).toHaveLength(1);
});
