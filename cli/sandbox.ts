import { Command, InvalidArgumentError } from "commander";
import { digits, type Rule, wholeNumber } from "../core/checks";
import { withPackages } from "../core/optional-packages";
import { optionValue } from "./option-values";
import type { ServeOptions } from "./sandbox/serve-sandbox";

/** `illumio-iac sandbox`: a PCE, an AWS account, an Azure tenant, a pair of firewalls, a Panorama, a Check Point management server and a ServiceNow instance on loopback, until a signal. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description(
      "serve a PCE, an AWS account with a three-tier application in its VPC, an Azure tenant, a pair of Palo Alto firewalls, a Panorama, a Check Point management server and a ServiceNow instance on this machine",
    )
    .option("--json", "print one line of JSON with every address and credential")
    .option(
      "--seed <n>",
      "same seed, same ids, traffic and faults",
      optionValue(digits(wholeNumber(0, 999_999_999))),
      1,
    )
    .option(
      "--port <n>",
      "port of the PCE, 0 for any free one",
      optionValue(digits(wholeNumber(0, 65_535))),
      0,
    )
    .option(
      "--faults <spec>",
      "faults of the PCE, for example 429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02",
      faultSpec,
    )
    .option("--speed <factor>", "how fast the clocks of AWS and Azure run", optionValue(speed), 60)
    .option(
      "--hours <n>",
      "hours of traffic that the application makes, by the clock of the account",
      optionValue(digits(wholeNumber(0, 999_999_999))),
      24,
    )
    .option(
      "--machines <n>",
      "virtual machines of Azure to try the onboarding with, and what it needs in the PCE, Check Point and the Key Vault",
      optionValue(digits(wholeNumber(0, 500))),
      0,
    )
    .action((options: ServeOptions) => load().serveSandbox(options));
}

function load(): typeof import("./sandbox/serve-sandbox") {
  return withPackages(
    { of: "illumio-iac sandbox", packages: ["illumio-iac-sandbox"], areForDevelopment: true },
    () => require("./sandbox/serve-sandbox") as typeof import("./sandbox/serve-sandbox"),
  );
}

function faultSpec(text: string): string {
  const { parseFaults } = load();
  try {
    parseFaults(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

const speed: Rule<number> = (value, checks) => {
  const factor = Number(value);
  return factor > 0 && factor <= 10_000 ? factor : checks.must("be a number above 0, at most 10000", value);
};
