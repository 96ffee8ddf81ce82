import type { PolicyFacts } from "../../../core/policy";
import type { PlannedFacts } from "../../pce/system/planned-facts";

/** The active policy, and the inventory with the changes that the program of a preview plans. */
export type PlannedPolicy = PolicyFacts & PlannedFacts;
