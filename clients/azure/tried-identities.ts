import { redactor } from "../http/redaction";

/** Ways to an identity, by the words of the Azure SDKs. The first one that matches counts. */
const WAYS: readonly (readonly [RegExp, string])[] = [
  [/EnvironmentCredential/i, "environment"],
  [/WorkloadIdentity/i, "workload identity"],
  [/ManagedIdentity/i, "managed identity"],
  [/Developer CLI/i, "azd"],
  [/Azure CLI/i, "az"],
  [/PowerShell/i, "PowerShell"],
  [/Visual Studio Code/i, "Visual Studio Code"],
];

const LONGEST = 140;

/** A line for each way to an identity that the Azure SDKs tried, with why there was none; none for any other error. */
export function triedIdentities(cause: unknown): string[] {
  const { errors = [] } = cause as { readonly errors?: readonly unknown[] };
  return errors.map((error) => {
    const message = error instanceof Error ? error.message : String(error);
    const way = WAYS.find(([words]) => words.test(message))?.[1] ?? "another way";
    return `  ${way}: ${shortened(message)}`;
  });
}

/** What happened, without where to read more. */
function shortened(message: string): string {
  const line = redactor([])(message).replace(/\s+/g, " ").trim();
  const told = line
    .replace(/ (?:To troubleshoot|To mitigate|Please|Ensure|See)\b.*$/, "")
    .replace(/[.:]$/, "");
  return told.length > LONGEST ? `${told.slice(0, LONGEST - 1)}…` : told;
}
