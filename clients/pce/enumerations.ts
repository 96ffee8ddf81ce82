export { EnforcementMode, LinkState, VisibilityLevel } from "../../core/workloads/enumerations";
