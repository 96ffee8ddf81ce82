import type { SandboxClock } from "../../cloud/clock";

export type PowerState = "running" | "stopped" | "deallocated";

export interface GuestSettings {
  readonly vmId: string;
  readonly clock: SandboxClock;
  /** Where its disk is put. */
  readonly directory: string;
}

/** What the guest agent says of itself. */
export interface GuestAgent {
  isReady: boolean;
  version: string;
}

/** What is inside a virtual machine: whether it runs, its agent and its disk. */
export class VirtualMachineGuest {
  readonly vmId: string;
  /** Knob: an agent that is not ready, or an old one. */
  readonly agent: GuestAgent = { isReady: true, version: "2.11.1.4" };
  /** Knob: what processor the machine has. */
  architecture: "x64" | "Arm64" = "x64";
  /** Knob: whether the machine shows as being deleted. */
  isBeingDeleted = false;
  #powerState: PowerState = "running";

  constructor({ vmId }: GuestSettings) {
    this.vmId = vmId;
  }

  get powerState(): PowerState {
    return this.#powerState;
  }

  /** Turns the machine on or off. What runs in it ends. */
  turn(state: PowerState): void {
    this.stop();
    this.#powerState = state;
  }

  /** Ends everything that runs in the machine. */
  stop(): void {}
}
