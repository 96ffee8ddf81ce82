import fc from "fast-check";
import { generateName } from "../../../../../sandbox/aws/cloudformation/engine/physical-names";
import { Ids } from "../../../../../sandbox/cloud/ids";

const ids = new Ids(1);
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,127}$/);

test.each([
  ["AWS::SQS::Queue", 80, /^shop-Main-[A-Z0-9]{12}$/],
  ["AWS::S3::Bucket", 63, /^shop-main-[a-z0-9]{12}$/],
  ["AWS::SecretsManager::Secret", 512, /^Main-[A-Z0-9]{12}$/],
  ["Custom::Label", 255, /^shop-Main-[A-Z0-9]{12}$/],
])(
  "a name of %s fits into %i signs, whatever the stack and the resource are called",
  (type, longest, pattern) => {
    expect(generateName(type, "shop", "Main", ids)).toMatch(pattern);
    fc.assert(
      fc.property(name, name, (stack, logicalId) => {
        const made = generateName(type, stack, logicalId, ids);
        expect(made.length).toBeLessThanOrEqual(longest);
        expect(made).toMatch(/^[a-zA-Z0-9]+-([a-zA-Z0-9]+-)?[a-zA-Z0-9]{12}$/);
      }),
    );
  },
);

test("two names of one resource differ", () => {
  const names = Array.from({ length: 100 }, () => generateName("AWS::SQS::Queue", "shop", "Main", ids));
  expect(new Set(names).size).toBe(100);
});
