import type { SandboxClock } from "../../cloud/clock";
import { FakeRoot, type MachineIdentity } from "./fake-root";
import { type RunningScript, type Script, type ScriptResult, tailOf } from "./script";
import { runShellScript } from "./shell-script";
import { standInForPowerShell, type WindowsState } from "./windows-script";

export type PowerState = "running" | "stopped" | "deallocated";

export interface GuestSettings {
  readonly vmId: string;
  readonly clock: SandboxClock;
  /** Where its disk is put. */
  readonly directory: string;
  /** Certificates that it trusts beside those of this machine, in PEM. */
  readonly trusted: readonly string[];
}

/** What the guest agent says of itself. */
export interface GuestAgent {
  isReady: boolean;
  version: string;
}

/** Knobs: how the next scripts fail. Each takes one of the next scripts, in this order, and the others run. */
export interface ScriptFaults {
  /** Exit codes of the next scripts, which do nothing. */
  readonly exitCodes: number[];
  /** How many of the next scripts do not end before their time limit. */
  timeouts: number;
  /** How many of the next scripts end in the middle because the machine starts anew. */
  reboots: number;
  /** How many of the next scripts lose their output. */
  lostOutputs: number;
}

/** How a script of a machine ended. */
export interface GuestResult extends Omit<ScriptResult, "how"> {
  readonly how: ScriptResult["how"] | "rebooted";
}

/** A script that was started, and how it ended as soon as it did. */
export interface GuestScript {
  readonly startTime: number;
  /** Undefined while it runs. */
  ended: { readonly result: GuestResult; readonly time: number } | undefined;
  kill(): void;
}

/**
 * What is inside a virtual machine: whether it runs, its agent, its disk and what runs there. A script takes no time of the
 * sandbox clock, unless a knob says so: the clock waits until it has ended.
 */
export class VirtualMachineGuest {
  readonly vmId: string;
  /** Knob: an agent that is not ready, or an old one. */
  readonly agent: GuestAgent = { isReady: true, version: "2.11.1.4" };
  /** Knob: what processor the machine has. */
  architecture: "x64" | "Arm64" = "x64";
  /** Knob: whether the machine shows as being deleted. */
  isBeingDeleted = false;
  /** Knobs. */
  readonly faults: ScriptFaults = { exitCodes: [], timeouts: 0, reboots: 0, lostOutputs: 0 };
  /** Knob: how long a script takes, in milliseconds of the sandbox clock. @default 0 */
  scriptDurationInMs = 0;
  /** Knob: whether somebody else's action command runs, so that another one is refused. @default false */
  isBusy = false;
  /** The PCE that a machine with Windows is paired with. */
  readonly windows: WindowsState = { pairedWith: undefined };
  readonly root: FakeRoot;
  readonly #settings: GuestSettings;
  readonly #running = new Set<RunningScript>();
  #powerState: PowerState = "running";

  constructor(settings: GuestSettings) {
    this.vmId = settings.vmId;
    this.#settings = settings;
    this.root = new FakeRoot(settings.directory);
  }

  get powerState(): PowerState {
    return this.#powerState;
  }

  /** Turns the machine on or off. What runs in it ends. */
  async turn(state: PowerState): Promise<void> {
    this.#powerState = state;
    await this.stop();
  }

  /** Ends everything that runs in the machine. */
  stop(): Promise<unknown> {
    const all = [...this.#running];
    for (const script of all) script.kill();
    return Promise.all(all.map(({ result }) => result));
  }

  /** Starts a script. */
  run(script: Script, identity: Omit<MachineIdentity, "architecture">): GuestScript {
    const { clock } = this.#settings;
    const how = this.#fault();
    const running = this.#started(script, { ...identity, architecture: this.architecture }, how);
    this.#running.add(running);
    const started: GuestScript = { startTime: clock.now(), ended: undefined, kill: running.kill };
    const ended = (result: ScriptResult): void => {
      this.#running.delete(running);
      const rebooted = how === "reboot" && result.how === "ended";
      const shown =
        how === "lost-output"
          ? { output: "", error: "" }
          : { output: tailOf(result.output), error: tailOf(result.error) };
      started.ended = {
        result: { ...result, ...shown, ...(rebooted ? { how: "rebooted" as const } : {}) },
        time: clock.now(),
      };
    };
    const done = running.result.then((result) => {
      if (this.scriptDurationInMs <= 0 || result.how !== "ended") return ended(result);
      clock.after(this.scriptDurationInMs, () => ended(result));
    });
    // Those that wait for the clock must not make it wait.
    if (how !== "timeout") void clock.track(done);
    return started;
  }

  #fault(): Fault {
    const { faults } = this;
    if (faults.exitCodes.length > 0) return faults.exitCodes.shift();
    for (const [knob, fault] of [
      ["timeouts", "timeout"],
      ["reboots", "reboot"],
      ["lostOutputs", "lost-output"],
    ] as const) {
      if (faults[knob] <= 0) continue;
      faults[knob] -= 1;
      return fault;
    }
    return undefined;
  }

  #started(script: Script, identity: MachineIdentity, fault: Fault): RunningScript {
    const { clock, trusted } = this.#settings;
    if (fault === "timeout") return hanging(clock, script.timeoutInSeconds);
    if (fault === "reboot") return finished({ exitCode: 1, output: "", error: "" });
    if (typeof fault === "number") return finished({ exitCode: fault, output: "", error: `exit ${fault}\n` });
    if (script.system === "Windows") return standInForPowerShell(script, identity, trusted, this.windows);
    this.root.prepare(identity, trusted);
    return runShellScript(this.root, script);
  }
}

/** How the next script fails; a number is its exit code. */
type Fault = "timeout" | "reboot" | "lost-output" | number | undefined;

function finished(result: Omit<ScriptResult, "how">): RunningScript {
  return { result: Promise.resolve({ how: "ended", ...result }), kill: () => undefined };
}

/** Ends when the sandbox clock has passed the limit. */
function hanging(clock: SandboxClock, seconds: number): RunningScript {
  let end: (how: ScriptResult["how"]) => void = () => undefined;
  const result = new Promise<ScriptResult>((resolve) => {
    end = (how) => resolve({ how, exitCode: 1, output: "", error: "" });
  });
  const event = clock.after(seconds * 1000, () => end("timed-out"));
  return {
    result,
    kill: () => {
      event.cancel();
      end("killed");
    },
  };
}
