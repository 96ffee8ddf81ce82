import fc from "fast-check";
import { findingText } from "../../../components/cdk/finding-text";

type Flatten = (reference: unknown) => string;
const flatten = (major: string): Flatten =>
  require(`${major}/lib/utils/flatten-cfn-reference`).flattenCfnReference;

const text = fc.string({ unit: fc.constantFrom("a", "*", ":", "/", "$", "{", "}", "<") });
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.record({ Ref: text }),
    fc.record({ "Fn::GetAtt": fc.tuple(text, text) }),
    fc.record({ "Fn::Sub": text }),
    fc.record({ "Fn::ImportValue": tie("value") }),
    fc.record({ "Fn::Join": fc.tuple(text, fc.array(tie("value"), { maxLength: 4 })) }),
    fc.record({ "Fn::Select": fc.tuple(fc.constant(0), fc.array(text)) }),
  ),
}));

test.each(["cdk-nag", "cdk-nag-2"])("the text of every resolved value is the one that %s writes", (major) => {
  const theirs = flatten(major);
  fc.assert(
    fc.property(value, (one) => {
      expect(findingText(one)).toBe(theirs(one));
    }),
  );
  expect(findingText(undefined)).toBe(theirs(undefined));
});
