/** How long an app may run another bundle than its component expects, before an operator should be told. */
export const OTHER_BUNDLE_AFTER_IN_SECONDS = 1_800;
