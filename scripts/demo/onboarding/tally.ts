import type { Sandbox } from "illumio-iac-sandbox";
import { say, table } from "../say";
import type { OnboardingApp } from "./app";
import { MACHINES } from "./machines";

/** Commands of Check Point that change what is published or installed. */
const WRITES = /^(add|set|delete|publish|install)-?/;

/** Publishes and installations are made for many machines at once; those that were cut off are made again. */
const MOST_PUBLISHES = 6;
const MOST_INSTALLS = 6;

/** Counts what was done in the systems since it was made. */
export class Tally {
  readonly #publishesBefore: number;
  #commands = 0;

  constructor(private readonly sandbox: Sandbox) {
    this.#publishesBefore = sandbox.checkPoint.counters.publishes;
    sandbox.azure.resources.onChange(({ before, after }) => {
      if (before === undefined && /\/runCommands\//i.test(after!.id)) this.#commands += 1;
    });
  }

  /** Calls so far that write something, to the PCE, Check Point and the CMDB. */
  writes(): number {
    const { pce, checkPoint, serviceNow } = this.sandbox;
    return (
      pce.requests.filter(({ method }) => method !== "GET").length +
      checkPoint.requests.filter(({ command }) => WRITES.test(command)).length +
      serviceNow.requests.filter(({ method, path }) => method !== "GET" && !path.startsWith("/oauth"))
        .length +
      this.#commands
    );
  }

  /** Prints the counts. @returns what is wrong with them */
  report({ runs, cutOff }: OnboardingApp): readonly string[] {
    const { pce, azure, checkPoint } = this.sandbox;
    const agents = MACHINES.filter(({ expected }) => expected).length;
    const retries = MACHINES.flatMap(({ exitCodes = [] }) => exitCodes).length;
    const pairings = pce.requests.filter(
      ({ path, status }) => path.endsWith("/agents/activate") && status < 300,
    );
    const left = azure.resources.list("Microsoft.Compute/virtualMachines/runCommands").length;
    const installs = Object.values(checkPoint.counters.installs).reduce((sum, count) => sum + count, 0);
    const publishes = checkPoint.counters.publishes - this.#publishesBefore;
    const sessions = checkPoint.store.sessions.all().length;
    const locks = checkPoint.store.locks().size;
    const counts: readonly (readonly [string, number, (count: number) => boolean])[] = [
      ["runs of the function", runs, () => true],
      ["runs that were killed", cutOff, (count) => count === 8],
      ["installations of an agent begun", this.#commands, (count) => count === agents + retries],
      ["agents paired", pairings.length, (count) => count === agents],
      ["run commands left on machines", left, (count) => count === 0],
      ["publishes in Check Point", publishes, (count) => count > 0 && count <= MOST_PUBLISHES],
      ["installations of the policy", installs, (count) => count > 0 && count <= MOST_INSTALLS],
      ["sessions left in Check Point", sessions, (count) => count === 0],
      ["locks left in Check Point", locks, (count) => count === 0],
    ];
    say(
      table(
        ["what", "count"],
        counts.map(([what, count]) => [what, count]),
      ),
    );
    return counts.filter(([, count, isRight]) => !isRight(count)).map(([what, count]) => `${what}: ${count}`);
  }
}
