import type { CheckPointClient } from "../../clients/check-point";
import { ConfigurationError } from "../../core/errors";
import type { OnboardingDefinition } from "../../core/onboarding/onboarding-definition";
import type { FirewallPort } from "../onboarding/ports";
import { type FeedStore, GenericDataCenter } from "./generic-data-center";
import { noFirewall } from "./no-firewall";
import { StaticObjects } from "./static-objects";

/** What a firewall of each mode needs; a mode makes only its own. */
export interface FirewallParts {
  /** Id of this run. */
  readonly runId: string;
  /** For `static-objects`. The caller closes it. */
  readonly client: () => CheckPointClient;
  /** For `generic-data-center`. */
  readonly feed: () => FeedStore;
  /** @default the clock of this machine */
  readonly now?: () => Date;
}

/** The firewall that a definition asks for. @throws ConfigurationError for a mode that is not known */
export function firewallOf({ name, checkPoint }: OnboardingDefinition, parts: FirewallParts): FirewallPort {
  const { mode = "none", groups = {}, packages, targets, install = "", installWindow } = checkPoint ?? {};
  const common = { definition: name, groups: Object.keys(groups) };
  switch (mode) {
    case "none":
      return noFirewall;
    case "generic-data-center":
      return new GenericDataCenter({ ...common, store: parts.feed() });
    case "static-objects":
      return new StaticObjects({
        ...common,
        client: parts.client(),
        runId: parts.runId,
        install,
        ...(packages !== undefined && { packages }),
        ...(targets !== undefined && { targets }),
        ...(installWindow !== undefined && { installWindow }),
        ...(parts.now !== undefined && { now: parts.now }),
      });
    default:
      throw new ConfigurationError(
        "checkPoint.mode",
        `must be none, static-objects or generic-data-center, got '${mode}'`,
      );
  }
}
