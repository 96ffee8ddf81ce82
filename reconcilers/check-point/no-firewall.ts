import type { FirewallPort } from "../onboarding/ports";
import { placedByItself } from "./placed-by-itself";

/** Where no firewall knows hosts: every machine has what it needs. */
export const noFirewall: FirewallPort = placedByItself(async () => undefined);
