/** How far the PCE enforces policy on a workload. */
export const EnforcementMode = {
  Idle: "idle",
  VisibilityOnly: "visibility_only",
  Selective: "selective",
  Full: "full",
} as const;
export type EnforcementMode = (typeof EnforcementMode)[keyof typeof EnforcementMode];

/** What a workload reports of its traffic. The values are not in the PCE's published schema. */
export const VisibilityLevel = {
  FlowSummary: "flow_summary",
  FlowDrops: "flow_drops",
  FlowOff: "flow_off",
  EnhancedDataCollection: "enhanced_data_collection",
} as const;
export type VisibilityLevel = (typeof VisibilityLevel)[keyof typeof VisibilityLevel];

/** State of an interface. */
export const LinkState = { Up: "up", Down: "down", Unknown: "unknown" } as const;
export type LinkState = (typeof LinkState)[keyof typeof LinkState];
