import { setTimeout as sleep } from "node:timers/promises";
import type { Sandbox } from "illumio-iac-sandbox";
import type { OnboardingLog, OnboardingLogLine } from "../../../core/contracts/azure/onboarding-log";
import type { Moment } from "./moments";

const MINUTE = 60_000;
/** Minutes from one run to the next. */
const INTERVAL = 5;

/** How a run ended: with its line, or cut off. */
export interface RunSeen {
  readonly line: OnboardingLog | undefined;
  readonly failure: string | undefined;
}

/** The function that the program deployed. */
export class OnboardingApp {
  runs = 0;
  cutOff = 0;

  private readonly azure: Sandbox["azure"];

  constructor(private readonly sandbox: Sandbox) {
    this.azure = sandbox.azure;
  }

  get account(): string {
    return this.#only("Microsoft.Storage/storageAccounts").name;
  }

  get tableUrl(): string {
    return this.azure.storage.endpointsOf(this.account).table;
  }

  /** The clocks of all systems go on until the next run has ended. */
  async run(): Promise<RunSeen> {
    const app = this.#app();
    const { all } = this.azure.apps.traces;
    const [lines, runs] = [all.length, app.runs.length];
    for (let minute = 0; minute < INTERVAL; minute += 1) {
      this.sandbox.checkPoint.advance(MINUTE);
      this.sandbox.serviceNow.advance(MINUTE);
      await this.azure.clock.advance(MINUTE);
    }
    this.runs += app.runs.length - runs;
    const seen = all
      .slice(lines)
      .filter(({ message }) => message.startsWith("{"))
      .map(({ message }) => JSON.parse(message) as OnboardingLogLine);
    return {
      line: seen.find((line): line is OnboardingLog => line.event === "onboarding-run"),
      failure: app.runs.slice(runs).find(({ failure }) => failure !== undefined)?.failure,
    };
  }

  /**
   * Lets runs go by until one comes to a moment, and kills the process of the function then.
   *
   * @param most runs
   * @returns runs that ended before by themselves; undefined when the moment did not come, or the process ended before
   */
  async killAt({ isNow }: Moment, most = 4): Promise<number | undefined> {
    const app = this.#app();
    for (let before = 0; before < most; before += 1) {
      let isOver = false;
      const watch = (async () => {
        while (!isOver) {
          if (isNow()) return await app.kill();
          await sleep(0);
        }
      })();
      const { failure } = await this.run();
      isOver = true;
      await watch;
      if (failure === undefined) continue;
      if (!/killed/.test(failure)) return undefined;
      this.cutOff += 1;
      return before;
    }
    return undefined;
  }

  #app() {
    const found = this.azure.apps.find(this.#only("Microsoft.Web/sites").name);
    if (found === undefined) throw new Error("no code was deployed to the function app");
    return found;
  }

  #only(type: string) {
    const [found, ...others] = this.azure.resources.list(type);
    if (found === undefined || others.length > 0)
      throw new Error(
        `there are ${others.length + (found ? 1 : 0)} resources of the type ${type}, and not one`,
      );
    return found;
  }
}
