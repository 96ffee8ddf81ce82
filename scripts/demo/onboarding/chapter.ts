import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "illumio-iac-sandbox";
import { azurePluginDirectory } from "illumio-iac-sandbox/cloud-plugins";
import { hostName } from "../../../core/check-point/host-name";
import { folded } from "../../../core/folded";
import type { StatusRow } from "../../../core/onboarding";
import { isolatedPulumiEnvironment } from "../../pulumi-cli";
import { differences, type Footprint, footprint } from "../footprint";
import { keepRunning } from "../keep-running";
import type { KeepOption } from "../options";
import { freeStackName, PulumiStack } from "../pulumi-stack";
import { heading, say, table } from "../say";
import { OnboardingApp } from "./app";
import { correctTag, MACHINES, MISSPELT, placeMachines, SHOP, UNIFORM } from "./machines";
import { momentsOf } from "./moments";
import { outcomeProblems, outcomesOf, showOutcomes } from "./outcome";
import { PlanCommand } from "./plan-command";
import { StatusCommand } from "./status-command";
import { Tally } from "./tally";
import { OnboardingWorld } from "./world";

const example = "azure-onboarding";
const program = path.resolve(__dirname, "../../../../examples", example);

/** Runs until everything is done, at most. */
const MOST_RUNS = 16;

/**
 * Ten new virtual machines that onboard themselves, while the function that does it is killed again and again: from
 * `pulumi up` to `pulumi destroy`.
 *
 * @returns what is wrong, and what is left behind
 * @throws Error when a step fails
 */
export async function onboardingChapter(pulumiBin: string, { keep }: KeepOption): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-demo-"));
  const startTime = Math.floor(Date.now() / 60_000) * 60_000;
  const sandbox = await startSandbox({ seed: 1, startTime });
  const { pce: pceServer, azure, checkPoint } = sandbox;
  const environment = {
    ...isolatedPulumiEnvironment({
      directory,
      pulumiBin,
      pluginDirectories: [azurePluginDirectory()],
      pce: pceServer,
    }),
    ...azure.environment(),
    // For the az command line, where everything is left running.
    REQUESTS_CA_BUNDLE: azure.caFile,
  };
  const name = freeStackName(program);
  const stack = new PulumiStack({ bin: pulumiBin, program, environment, name });
  const problems: string[] = [];
  let world: OnboardingWorld | undefined;
  try {
    say(`   PCE ${pceServer.url}, Azure Resource Manager ${azure.armEndpoint}`);
    say(`   Check Point ${checkPoint.url}, ServiceNow ${sandbox.serviceNow.url}, all on this machine`);
    world = await OnboardingWorld.make(sandbox);
    const before = await footprint(world.pce, azure);
    const objects = objectsOf(sandbox);
    const tally = new Tally(sandbox);
    await stack.init(world.config);

    heading("Making what onboards new machines");
    await stack.run(["up", "--skip-preview", "--yes"]);
    const app = new OnboardingApp(sandbox);
    const status = new StatusCommand(app.tableUrl, environment);

    heading("Ten virtual machines appear");
    await placeMachines(azure);
    describeMachines();

    heading("What the first run would do");
    const state = path.join(directory, "state/.pulumi/stacks", example, `${name}.json`);
    const plan = new PlanCommand(sandbox, environment, directory, state);
    problems.push(...(await plan.show(MACHINES.filter(({ expected }) => expected).length)));

    heading("The function is killed in the middle of every step");
    problems.push(...(await killInEveryStep(sandbox, app)));
    await status.show();

    heading(`The tag of ${MISSPELT.machine} is corrected, and the function is left alone`);
    await correctTag(azure);
    say(`   ${MISSPELT.tag}: ${MISSPELT.value} is ${MISSPELT.correct} now`);
    problems.push(...(await settle(app)));

    heading("Where everything stands");
    await status.show();
    say();
    const machines = await status.rows();
    const outcomes = await outcomesOf(sandbox, world.pce, machines);
    showOutcomes(outcomes);
    say();
    problems.push(...outcomeProblems(outcomes), ...stepProblems(machines));
    problems.push(...tally.report(app));

    heading("A second run changes nothing");
    problems.push(...(await quietRun(app, tally)));
    await stack.run(["up", "--skip-preview", "--yes", "--expect-no-changes"]);

    if (keep)
      await keepRunning({
        ...{ pce: pceServer, cloud: azure, place: "subscription", environment, stack: name, example },
        more: [
          `where each machine stands: npx ${status.text}`,
          `Check Point ${checkPoint.url}, ServiceNow ${sandbox.serviceNow.url}`,
        ],
      });

    heading("Taking it away");
    await stack.run(["destroy", "--skip-preview", "--yes"]);
    await stack.run(["stack", "rm", "--yes"], { quiet: true });
    const left = leftBehind(before, await footprint(world.pce, azure));
    const after = await outcomesOf(sandbox, world.pce, machines);
    problems.push(...left, ...outcomeProblems(after), ...otherObjects(objects, objectsOf(sandbox), machines));
    if (left.length === 0) {
      say("   The subscription is as it was, but for the ten machines, which are other people's.");
      say(
        "   What was onboarded stays: eight agents with their workloads and labels in the PCE, eight hosts and the tag",
      );
      say(
        "   illumio-iac in Check Point, and the flags in the CMDB. The records of the function are gone with its account.",
      );
    }
    return [...new Set(problems)];
  } finally {
    stack.forget();
    await world?.close();
    await sandbox.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function describeMachines(): void {
  const rows = MACHINES.map(({ name, tags, remark = "" }) => [name, ...tagCells(tags), remark]);
  const uniform = [UNIFORM, "shop", "production", "batch", "an instance of a uniform scale set"];
  say(table(["vm", "app", "env", "role", ""], [...rows, uniform]));
}

const tagCells = (tags: Readonly<Record<string, string>>) =>
  ["app", "env", "role"].map((tag) => tags[tag] ?? "");

async function killInEveryStep(sandbox: Sandbox, app: OnboardingApp): Promise<readonly string[]> {
  const rows: (readonly string[])[] = [];
  const problems: string[] = [];
  for (const moment of momentsOf(sandbox)) {
    const { step, what } = moment;
    if ((await app.killAt(moment)) === undefined)
      problems.push(`the function was not killed in the step ${step}: ${what}`);
    else rows.push([String(app.runs), step, what]);
  }
  say(table(["run", "killed in the step", "just after"], rows));
  return problems;
}

/** What a run says once when the one before it was killed in a session of Check Point. */
const CLEANED_UP = /of an earlier run was left open and was discarded$/;

/** Lets runs go by until one has nothing to do any more. */
async function settle(app: OnboardingApp): Promise<readonly string[]> {
  for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
    const { line, failure } = await app.run();
    if (line === undefined) return [`a run wrote no line: ${failure}`];
    for (const warning of line.warnings.filter((text) => CLEANED_UP.test(text))) {
      say("   the run after the last one that was killed says:");
      for (const text of folded(warning, 80)) say(`     ${text}`);
    }
    if (line.problems.length > 0) return [`a run failed that nobody killed: ${line.problems.join("; ")}`];
    const { advanced, underWay, waiting } = line;
    if (advanced + underWay + waiting === 0) {
      say(`   ${runs} runs of 5 minutes each until nothing was left to do`);
      return [];
    }
  }
  return [`after ${MOST_RUNS} runs that nobody killed, machines are still under way`];
}

function stepProblems(machines: readonly StatusRow[]): readonly string[] {
  const count = (which: StatusRow["state"]) => machines.filter(({ state }) => state === which).length;
  return count("done") === 8 && count("skipped") === 2
    ? []
    : [`${count("done")} machines are commissioned and ${count("skipped")} skipped, and should be 8 and 2`];
}

async function quietRun(app: OnboardingApp, tally: Tally): Promise<readonly string[]> {
  const writes = tally.writes();
  const { line, failure } = await app.run();
  if (line === undefined || failure !== undefined) return [`the quiet run failed: ${failure}`];
  const { advanced, commandsStarted, publishes, installs, calls } = line;
  const counts = Object.entries(calls).map(([system, count]) => `${system} ${count}`);
  say(`   one more run: nothing written; calls: ${counts.join(", ")}`);
  const written = tally.writes() - writes;
  return advanced + commandsStarted + publishes + installs + written === 0
    ? []
    : [`a run with nothing to do advanced ${advanced} machines and wrote ${written} times`];
}

/** Sentences about what is there, or missing, besides machines and their agents. */
function leftBehind(before: Footprint, after: Footprint): readonly string[] {
  const isMachine = (item: string) => item.toLowerCase().includes(`/resourcegroups/${SHOP}`);
  const agents = MACHINES.filter(({ expected }) => expected).map(({ name }) => `${name} (`);
  return differences(before, {
    ...after,
    resources: after.resources.filter((item) => !isMachine(item)),
    workloads: after.workloads.filter((item) => !agents.some((agent) => item.startsWith(agent))),
  });
}

/** Names of everything that is published in Check Point. */
function objectsOf({ checkPoint }: Sandbox): readonly string[] {
  return (["host", "group", "tag", "package"] as const).flatMap((type) =>
    [...checkPoint.store.published(type).keys()].map((name) => `${type} ${name}`),
  );
}

/** Sentences about objects of Check Point that are neither as before nor of the machines. */
function otherObjects(
  before: readonly string[],
  after: readonly string[],
  machines: readonly StatusRow[],
): readonly string[] {
  const hosts = machines.map(({ vm, vmId }) => `host ${hostName({ name: vm, vmId })}`);
  const ours = new Set([...hosts, "tag illumio-iac"]);
  return [
    ...after.filter((one) => !before.includes(one) && !ours.has(one)).map((one) => `left behind: ${one}`),
    ...before.filter((one) => !after.includes(one)).map((one) => `missing: ${one}`),
  ];
}
