export { findPulumi } from "./find";
export { type IsolatedEnvironmentOptions, isolatedPulumiEnvironment } from "./isolated-environment";
