import { PLATFORM_ARGUMENTS } from "../../../../components/shared/aws/platform-arguments";
import { VPC_ARGUMENTS } from "../../../../components/shared/aws/vpc-arguments";
import { Checks, isToken, type Rule } from "../../../../core/checks";
import { token } from "./tokens";

function reason(rule: Rule<unknown>, value: unknown): string | undefined {
  const checks = Checks.start();
  checks.read(value, rule);
  return checks.problems[0]?.reason;
}

const KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";
const { proxyUrl, kmsKey, permissionsBoundary } = PLATFORM_ARGUMENTS;

test.each([
  `arn:aws:kms:us-east-1:123456789012:key/${KEY}`,
  "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
  undefined,
])("the key %s is accepted", (arn) => {
  expect(reason(kmsKey, arn)).toBeUndefined();
});

test.each([
  KEY,
  "alias/illumio",
  "arn:aws:kms:us-east-1:123456789012:alias/illumio",
  `arn:aws:s3:us-east-1:123456789012:key/${KEY}`,
])("the key %s is refused with the value seen", (value) => {
  expect(reason(kmsKey, value)).toBe(
    "must be the ARN of a key, arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab, " +
      `got '${value}'; a key id and an alias do not do`,
  );
});

test("a permissions boundary is the ARN of a managed policy", () => {
  for (const arn of [
    "arn:aws:iam::123456789012:policy/team/boundary",
    "arn:aws:iam::aws:policy/PowerUserAccess",
  ])
    expect(reason(permissionsBoundary, arn)).toBeUndefined();
  for (const arn of [
    "boundary",
    "arn:aws:iam::123456789012:role/boundary",
    "arn:aws:iam::123456789012:policy/",
  ])
    expect(reason(permissionsBoundary, arn)).toBe(
      `must look like arn:aws:iam::123456789012:policy/boundary, got '${arn}'`,
    );
});

test.each(["http://proxy.example.com:3128", "https://10.0.0.1:3129", "http://proxy.example.com"])(
  "the proxy %s is accepted",
  (url) => {
    expect(reason(proxyUrl, url)).toBeUndefined();
  },
);

test.each([
  ["proxy.example.com:3128", /^must look like http:\/\/proxy\.example\.com:3128/],
  ["socks5://proxy.example.com", /^must look like http/],
  [
    "http://proxy.example.com:3128/pac",
    /^must end after the port, got 'http:\/\/proxy\.example\.com:3128\/pac'/,
  ],
  [
    "http://illumio:hunter2@proxy.example.com:3128",
    /^must not hold a user name or a password.*readable|read its/,
  ],
  ["http://illumio@proxy.example.com:3128", /^must not hold a user name/],
])("the proxy %s is refused, and no message repeats a password", (url, message) => {
  expect(reason(proxyUrl, url)).toMatch(message);
  expect(reason(proxyUrl, url)).not.toContain("hunter2");
});

test("subnets and security groups of a VPC are both needed", () => {
  const checks = Checks.start();
  for (const [name, rule] of Object.entries(VPC_ARGUMENTS)) checks.at("vpc").at(name).read(undefined, rule);
  expect(checks.problems).toEqual([
    { path: "vpc.subnetIds", reason: "is missing" },
    { path: "vpc.securityGroupIds", reason: "is missing" },
  ]);
});

test("arguments are passed on unchanged when they are tokens", () => {
  const checks = Checks.start({ isLater: isToken });
  for (const rule of Object.values(PLATFORM_ARGUMENTS))
    expect(checks.read(token("Parameter"), rule)).toBe(token("Parameter"));
  for (const rule of Object.values(VPC_ARGUMENTS)) {
    expect(checks.read(["#{Token[Ids.3]}"], rule)).toEqual(["#{Token[Ids.3]}"]);
    expect(checks.read([token("Id")], rule)).toEqual([token("Id")]);
  }
  expect(checks.problems).toEqual([]);
});
