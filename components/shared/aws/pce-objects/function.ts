import { BUNDLES } from "../../../../core/contracts/aws/bundles";
import { MEMORY_SIZE_IN_MEGABYTES } from "../function-defaults";

/** The function behind labels and workloads. */
export const PCE_OBJECTS_FUNCTION = {
  bundle: BUNDLES.pceObjects,
  description: "Makes labels and workloads of an Illumio PCE for a stack",
  memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
  /**
   * Every resource of a stack is a request of its own, and the PCE allows 500 calls a minute. Less than the 15 minutes that
   * the provider framework of CDK has.
   */
  timeoutInSeconds: 600,
} as const;

/** The function behind bindings. */
export const DAG_OBJECTS_FUNCTION = {
  bundle: BUNDLES.dagObjects,
  description: "Makes bindings of labels to firewalls for a stack",
  memorySizeInMegabytes: MEMORY_SIZE_IN_MEGABYTES,
  /** Less than the 15 minutes that the provider framework of CDK has. A commit that takes longer is gone on with. */
  timeoutInSeconds: 840,
} as const;

/** How long a binding may take in all, and how often it is asked whether it is complete. */
export const BINDING_WAIT = { totalInMinutes: 60, intervalInSeconds: 10 } as const;
