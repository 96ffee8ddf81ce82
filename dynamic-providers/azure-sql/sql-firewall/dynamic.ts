import { dynamicProvider } from "../../pulumi/adapter";
import { sharedFirewallSystems } from "./firewall-systems";
import { sqlFirewallProvider } from "./sql-firewall.provider";

/** Required whole by the engine's provider process; nothing here is imported by name. */
export = dynamicProvider(sqlFirewallProvider, sharedFirewallSystems);
