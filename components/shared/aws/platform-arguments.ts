import { openProxyUrl } from "../../../core/checks/proxy-url";
import { kmsKeyArn, managedPolicyArn } from "./rules";

/** Arguments by which a component fits into what an organization prescribes. Each may be left out. */
export const PLATFORM_ARGUMENTS = {
  /** Proxy for the calls to the PCE. */
  proxyUrl: openProxyUrl(),
  /** Key that encrypts queues, bucket, log groups and the environment variables of functions. */
  kmsKey: kmsKeyArn(),
  /** Managed policy that limits every role. */
  permissionsBoundary: managedPolicyArn(),
};
