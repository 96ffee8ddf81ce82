import type { AllowedDifference } from "./differences";

/** An inline policy is another type of resource in each engine. */
export const POLICY_TYPES: readonly AllowedDifference[] = [
  {
    only: "Pulumi",
    fact: /^AWS::IAM::RolePolicy of <AWS::IAM::Role \w+>$/,
    reason: "The AWS provider has a resource for one policy of one role.",
  },
  {
    only: "CDK",
    fact: /^AWS::IAM::Policy of <AWS::IAM::Role \w+>$/,
    reason: "cdk-nag looks for wildcards in this type, and not in AWS::IAM::RolePolicy.",
  },
];
