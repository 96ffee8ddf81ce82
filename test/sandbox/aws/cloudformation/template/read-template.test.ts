import { readTemplate } from "../../../../../sandbox/aws/cloudformation/template/read-template";

test("a template in YAML is read with short tags of scalars, lists and maps, nested in each other", () => {
  const template = readTemplate(`
AWSTemplateFormatVersion: 2010-09-09
Conditions:
  Large: !And [!Equals [!Ref Size, large], !Not [!Condition Small]]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub
        - "\${Name}-queue"
        - Name: !Join ["-", [!Ref AWS::StackName, !GetAtt Role.Arn]]
      Version: 2012-10-17
      Delay: 010
      Names: !Split [",", a]
`);
  expect(template).toMatchObject({
    AWSTemplateFormatVersion: "2010-09-09",
    Conditions: {
      Large: {
        "Fn::And": [{ "Fn::Equals": [{ Ref: "Size" }, "large"] }, { "Fn::Not": [{ Condition: "Small" }] }],
      },
    },
    Resources: {
      Queue: {
        Properties: {
          QueueName: {
            "Fn::Sub": [
              `\${Name}-queue`,
              { Name: { "Fn::Join": ["-", [{ Ref: "AWS::StackName" }, { "Fn::GetAtt": "Role.Arn" }]] } },
            ],
          },
          Version: "2012-10-17",
          Names: { "Fn::Split": [",", "a"] },
        },
      },
    },
  });
});

test.each([
  ["{", "Template format error: JSON not well-formed. (line 1, column 2)"],
  ['{\n  "a": 1,\n}', "Template format error: JSON not well-formed. (line 3, column 1)"],
  ["a: [", "Template format error: YAML not well-formed. (line 1, column 5)"],
  ["a: 1\na: 2", "Template format error: YAML not well-formed. (line 2, column 1)"],
  ["text", "Template format error: unsupported structure."],
  ["[]", "Template format error: unsupported structure."],
  ["", "Template format error: unsupported structure."],
])("the template %j is refused", (text, message) => {
  expect(() => readTemplate(text)).toThrow(message);
});

test("a tag that is no function is refused", () => {
  expect(() => readTemplate("Resources: !Foo bar")).toThrow(/^Template format error: .*!Foo/);
});
