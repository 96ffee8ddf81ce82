import { type MeasuredRun, OnboardingBench } from "./onboarding-bench";

export const title = "1,000 machines of Azure, 50 of them new: calls of each run to each system";

const MACHINES = 1_000;
const ADDED = 50;
const TIMES = 10;
/** Of the time of ten times these machines, against theirs. */
const MOST_TIMES = 11;
const MOST_PCE_CALLS = 10;
/** Besides polling, over all runs. */
const MOST_CHECK_POINT_CALLS = 2 * ADDED + 20;
/** What the process may grow by while it onboards them, with both simulators in it. */
const MOST_MEGABYTES = 256;
const MOST_RUNS = 20;

/** Onboards until nothing is to do, and once more, these machines and then ten times as many; throws where a bound is passed. */
export async function run(): Promise<void> {
  console.log("run  new steps  PCE  Check Point  Resource Graph  writes  ms of processor");
  const small = await onboarded(MACHINES, ADDED);
  const large = await onboarded(MACHINES * TIMES, ADDED * TIMES);
  const total = small.runs.reduce((sum, { checkPointCalls }) => sum + checkPointCalls, 0);
  bound("calls to Check Point besides polling, of all runs", total, MOST_CHECK_POINT_CALLS);
  bound(
    `times the time for ${TIMES} times the machines`,
    large.milliseconds / small.milliseconds,
    MOST_TIMES,
  );
  bound("MB more than before the first run", small.megabytes, MOST_MEGABYTES);
}

async function onboarded(machines: number, added: number) {
  const bench = await OnboardingBench.start(machines, added);
  try {
    const atStart = process.memoryUsage.rss();
    let highest = atStart;
    const runs: MeasuredRun[] = [];
    for (let number = 1; (runs.at(-1)?.report.states["done"] ?? 0) < added; number++) {
      if (number > MOST_RUNS) throw new Error(`after ${MOST_RUNS} runs ${added} machines are not onboarded`);
      runs.push(await measured(bench, `${number}`, machines));
      highest = Math.max(highest, process.memoryUsage.rss());
    }
    const idle = await measured(bench, "idle", machines);
    bound("writes of a run that has nothing to do", idle.writes, 0);
    bound("publishes and installations of such a run", idle.report.publishes + idle.report.installs, 0);
    bound("calls to the PCE and Check Point of such a run", idle.pceCalls + idle.checkPointCalls, 0);
    const members = bench.checkPoint.store.membersOf("azure-shop").length;
    if (members !== added) throw new Error(`${members} hosts are in the group, and ${added} were new`);
    return {
      runs,
      milliseconds: runs.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      megabytes: Math.round((highest - atStart) / 2 ** 20),
    };
  } finally {
    await bench.close();
  }
}

/** One run, as a row of the table. */
async function measured(bench: OnboardingBench, name: string, machines: number): Promise<MeasuredRun> {
  const one = await bench.run();
  const { report, pceCalls, checkPointCalls, graphPages, writes, milliseconds } = one;
  if (report.problems.length > 0) throw new Error(report.problems.join("; "));
  const steps = report.machines.filter(({ from, to }) => from !== to).length;
  const row = [name, steps, pceCalls, checkPointCalls, graphPages, writes, Math.round(milliseconds)];
  const widths = [4, 9, 3, 11, 14, 6, 15];
  console.log(row.map((value, column) => `${value}`.padStart(widths[column]!)).join("  "));
  bound("pages of Resource Graph", graphPages, bench.graph.wholePages);
  if (machines === MACHINES) bound("calls to the PCE", pceCalls, MOST_PCE_CALLS);
  return one;
}

function bound(what: string, seen: number, most: number): void {
  const value = Number.isInteger(seen) ? `${seen}` : seen.toFixed(1);
  if (seen > most) throw new Error(`${value} ${what}, at most ${most} are allowed`);
  if (most > 0 && !what.startsWith("pages") && !what.startsWith("calls to the PCE"))
    console.log(`${value} ${what} (at most ${most})`);
}
