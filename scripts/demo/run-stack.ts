import { created, differences, type Footprint } from "./footprint";
import type { PulumiStack } from "./pulumi-stack";
import { heading, say } from "./say";

export interface StackRun {
  readonly stack: PulumiStack;
  readonly config: Readonly<Record<string, string>>;
  /** What stands in the PCE and in the cloud now. */
  readonly footprint: () => Promise<Footprint>;
  /** What the cloud calls the place of its resources. */
  readonly place: "account" | "subscription";
  /** Uses what was deployed. @returns what is wrong with it */
  readonly use: () => Promise<readonly string[]>;
  /** Comes before everything is taken away. @default nothing */
  readonly beforeDestroy?: () => Promise<void>;
}

/**
 * The life of a stack that reports traffic: `preview`, `up`, its use, an `up` that changes nothing, and `destroy`.
 *
 * @returns what is wrong, and what is left behind
 * @throws Error when a step fails
 */
export async function runStack(run: StackRun): Promise<readonly string[]> {
  const { stack, footprint } = run;
  const before = await footprint();
  await stack.init(run.config);

  heading("What would be made");
  await stack.run(["preview"]);

  heading("Making it");
  await stack.run(["up", "--skip-preview", "--yes"]);
  say(`   created: ${created(before, await footprint())}`);

  const problems = await run.use();

  heading("A second run changes nothing");
  await stack.run(["up", "--skip-preview", "--yes", "--expect-no-changes"]);

  await run.beforeDestroy?.();

  heading("Taking it away");
  await stack.run(["destroy", "--skip-preview", "--yes"]);
  await stack.run(["stack", "rm", "--yes"], { quiet: true });
  const left = differences(before, await footprint());
  if (left.length === 0) {
    say(`   The PCE and the ${run.place} are as they were. Uploaded traffic stays: a PCE cannot delete it.`);
  }
  return [...problems, ...left];
}
