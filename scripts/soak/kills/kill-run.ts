import { chunks } from "../../../core/reconcile/chunks";
import { Engine, type Program } from "./engine";
import { type Kill, Process } from "./process";
import { FACTS, type Scenario } from "./scenarios";
import { FirewallWorld } from "./world";

export const CONTINUATIONS = ["same", "earlier", "corrected", "destroy"] as const;
export type Continuation = (typeof CONTINUATIONS)[number];

export interface KillOutcome {
  readonly scenario: string;
  readonly kill: Kill;
  readonly continuation: Continuation;
  /** The last call before the kill. */
  readonly lastCall: string;
  /** Undefined when everything is as the last program says. */
  readonly problem: string | undefined;
}

/** All kills of a scenario with all that may come next. */
export async function* killRuns(scenario: Scenario, atATime: number): AsyncGenerator<KillOutcome> {
  const calls = await callsOf(scenario);
  const runs = Array.from({ length: calls }, (_, index) => index + 1).flatMap((call) =>
    [false, true].flatMap((carriedOut) =>
      CONTINUATIONS.flatMap((continuation) =>
        isOutOfReach(scenario, { call, carriedOut }, continuation, calls)
          ? []
          : [() => killAndGoOn(scenario, { call, carriedOut }, continuation)],
      ),
    ),
  );
  for (const some of chunks(runs, atATime)) yield* await Promise.all(some.map((run) => run()));
}

/** Number of calls in the run that is to be killed. */
export async function callsOf(scenario: Scenario): Promise<number> {
  const { world, engine } = await prepared(scenario);
  const process = processOn(world);
  await engine.up(scenario.killed ?? {}, process);
  return process.calls;
}

/**
 * Kills a run at one call, continues, and compares the firewall with what the last program makes of an untouched one.
 */
export async function killAndGoOn(
  scenario: Scenario,
  kill: Kill,
  continuation: Continuation,
): Promise<KillOutcome> {
  const { world, engine } = await prepared(scenario);
  const dying = processOn(world, kill);
  const outcome = { scenario: scenario.name, kill, continuation };
  const done = (problem: string | undefined): KillOutcome => ({
    ...outcome,
    lastCall: dying.log[kill.call - 1] ?? "",
    problem,
  });
  if (!(await engine.up(scenario.killed ?? {}, dying))) return done("was not killed");
  const programs: Record<Continuation, Program> = {
    same: scenario.killed ?? {},
    earlier: scenario.before ?? {},
    corrected: scenario.corrected,
    destroy: {},
  };
  const last = programs[continuation];
  try {
    // A destroy removes only what a state knows, so another up comes first.
    if (Object.keys(last).length === 0 && isForgotten(engine, scenario))
      await engine.up(scenario.killed ?? {}, processOn(world));
    await engine.up(last, processOn(world));
    const found = world.picture();
    const wanted = await pictureOf(scenario, last);
    if (found !== wanted) return done(difference(wanted, found));
    const again = processOn(world);
    await engine.up(last, again);
    const writes = again.log.filter((call) => call === "user-id" || call === "commit");
    return done(writes.length > 0 ? `a second up writes again: ${writes.join(", ")}` : undefined);
  } catch (error) {
    return done((error as Error).stack);
  }
}

/**
 * A create that was finished, but whose provider died before the engine got the answer, looks like one that another
 * state knows. A program that declares another tag then leaves it alone.
 */
export function isOutOfReach(
  { killed, before, corrected }: Scenario,
  kill: Kill,
  continuation: Continuation,
  calls: number,
): boolean {
  const next = { same: killed, earlier: before, corrected, destroy: {} }[continuation] ?? {};
  const isMoved = Object.entries(next).some(
    ([name, { tag }]) => killed?.[name] && killed[name]["tag"] !== tag,
  );
  const isCreated =
    before === undefined ||
    Object.entries(before).some(([name, { tag }]) => killed?.[name] && killed[name]["tag"] !== tag);
  return isMoved && isCreated && kill.carriedOut && kill.call === calls;
}

function isForgotten({ resources }: Engine, { killed = {} }: Scenario): boolean {
  return Object.keys(killed).some((name) => resources.get(name)?.replaced ?? !resources.has(name));
}

async function prepared({ on, before }: Scenario): Promise<{ world: FirewallWorld; engine: Engine }> {
  const world = new FirewallWorld(on);
  world.addOthers();
  const engine = new Engine();
  if (before) await engine.up(before, processOn(world));
  return { world, engine };
}

function processOn(world: FirewallWorld, kill?: Kill): Process {
  return new Process((gate) => world.client(gate), FACTS, kill);
}

const pictures = new WeakMap<Program, Map<string, Promise<string>>>();

function pictureOf(scenario: Scenario, program: Program): Promise<string> {
  const known = pictures.get(program) ?? new Map<string, Promise<string>>();
  pictures.set(program, known);
  const picture = known.get(scenario.on) ?? freshPicture(scenario, program);
  known.set(scenario.on, picture);
  return picture;
}

async function freshPicture({ on }: Scenario, program: Program): Promise<string> {
  const { world, engine } = await prepared({ on, name: "", corrected: {} });
  await engine.up(program, processOn(world));
  return world.picture();
}

/** Lines that one of two texts has and the other has not. */
function difference(wanted: string, found: string): string {
  const [one, other] = [wanted, found].map((text) => text.split("\n").map((line) => line.trim())) as [
    string[],
    string[],
  ];
  const only = (lines: string[], others: string[], sign: string) =>
    lines.filter((line) => !others.includes(line)).map((line) => `${sign} ${line}`);
  return [
    "the firewall is not as the last program says",
    ...only(one, other, "-"),
    ...only(other, one, "+"),
  ].join("\n");
}
