export { findPulumi } from "./find";
export {
  type IsolatedEnvironmentOptions,
  isolatedPulumiEnvironment,
  pceVariables,
} from "./isolated-environment";
