import path from "node:path";
import { InProcessAwsStack } from "../../dynamic-providers/stacks/in-process-aws-stack";
import { DeployedByCdk } from "./deployed-by-cdk";
import { factsOf } from "./facts";
import type { Vocabulary } from "./names";
import { createPlatform, type Platform } from "./platform";

/**
 * Deploys a program of `test/fixtures/programs` in this process.
 *
 * @param environment makes what exists before, and gives the program's variables
 * @returns facts about what the deployment made
 */
export async function pulumiFacts(
  program: string,
  vocabulary: Vocabulary,
  environment: (stack: InProcessAwsStack, platform: Platform) => Promise<Record<string, string>>,
): Promise<string[]> {
  const stack = await InProcessAwsStack.create(path.resolve(__dirname, "../../fixtures/programs", program));
  try {
    stack.setEnvironment(await environment(stack, await createPlatform(stack.sandbox)));
    const before = stack.sandbox.aws.resources.list();
    await stack.must("up");
    return await factsOf(stack.sandbox, before, vocabulary);
  } finally {
    await stack.close();
  }
}

/**
 * Deploys a stack of CDK.
 *
 * @param prepare makes what exists before, and returns what declares the stack's constructs
 * @returns facts about what the deployment made
 */
export async function cdkFacts(
  vocabulary: Vocabulary,
  prepare: (cdk: DeployedByCdk, platform: Platform) => Promise<() => unknown>,
): Promise<string[]> {
  const cdk = await DeployedByCdk.start();
  try {
    const declare = await prepare(cdk, await createPlatform(cdk.sandbox));
    const before = cdk.sandbox.aws.resources.list();
    declare();
    await cdk.deploy();
    return await factsOf(cdk.sandbox, before, vocabulary);
  } finally {
    await cdk.close();
  }
}
