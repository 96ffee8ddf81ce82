import { readFacts } from "../../reconcilers/dag/plan/read-facts";
import { withClients } from "./clients";
import { measured } from "./measured-process";

/** Reads what the PCE and the firewall have, and nothing else. */
void measured((reach) =>
  withClients(reach, (pce, firewall) =>
    Promise.all([readFacts(pce), firewall.registeredAddresses({ vsys: "vsys1" })]),
  ),
);
