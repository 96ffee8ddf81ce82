import type { App, Stack } from "aws-cdk-lib";

/** The problems that synthesis of an app reports for its constructs, without the paths of the constructs. */
export function problemsOf(stack: Stack): string[] {
  const problems = stack.node.findAll().flatMap((construct) => construct.node.validate());
  if (problems.length > 0) expect(() => (stack.node.root as App).synth()).toThrow(problems[0]);
  return problems;
}
