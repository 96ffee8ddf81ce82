export { type PlacedVm, placeVm } from "./azure/compute/place-vm";
export { type PlayProgress, playOnClock } from "./cloud/play-on-clock";
export { type FaultKind, type FaultPlan, type FaultRate, parseFaults } from "./http/fault-plan";
export { placeOnboardingMachines } from "./onboarding/place-onboarding-machines";
export { prepareOnboarding } from "./onboarding/prepare-onboarding";
export {
  type Sandbox,
  type SandboxConnections,
  type SandboxOptions,
  sandboxConnections,
  startSandbox,
} from "./sandbox";
