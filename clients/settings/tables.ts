import { FIREWALL_SETTINGS } from "../panos/settings-table";
import { PCE_SETTINGS } from "../pce/settings-table";
import type { SettingsTable } from "./settings-table";

/** The tables of all systems that have settings in stack configuration. A new system adds its own here. */
export const SETTINGS_TABLES: readonly SettingsTable[] = [PCE_SETTINGS, FIREWALL_SETTINGS];
