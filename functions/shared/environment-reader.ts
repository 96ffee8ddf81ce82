import { insecureTlsProblem } from "../../clients/http/insecure-tls";
import { Checks, digits, port, type Rule, required, type SureRule, wholeNumber } from "../../core/checks";
import { pceHost } from "../../core/checks/pce-host";
import { openProxyUrl } from "../../core/checks/proxy-url";
import type { PceAddress } from "./pce-secret";

/**
 * Reads settings from environment variables and reports everything that is wrong with them in one error. A variable
 * that turns off Node's certificate checks is an error too, because the AWS SDK, which reads the secrets, would obey
 * it.
 */
export class EnvironmentReader {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #checks = Checks.start();

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** The text of a variable, without spaces around it, as the rule reads it; an empty one is no value. */
  read<T>(name: string, rule: SureRule<T>): T;
  read<T>(name: string, rule: Rule<T>): T | undefined;
  read<T>(name: string, rule: Rule<T>): T | undefined {
    return this.#checks.called(name).read(this.#env[name]?.trim() || undefined, rule);
  }

  /** The address of the PCE, and the proxy to it. */
  pceAddress(names: {
    readonly pceHost: string;
    readonly pcePort: string;
    readonly pceOrgId: string;
    readonly proxyUrl: string;
  }): PceAddress {
    return {
      host: this.read(names.pceHost, required(pceHost())),
      port: this.read(names.pcePort, required(digits(port()))),
      orgId: this.read(names.pceOrgId, required(digits(wholeNumber(1, 999_999_999)))),
      proxyUrl: this.read(names.proxyUrl, openProxyUrl()),
    };
  }

  /** @throws ConfigurationError that lists every problem seen so far */
  done(): void {
    const insecure = insecureTlsProblem(this.#env);
    if (insecure !== undefined) this.#checks.called(insecure.variable).fail(insecure.reason);
    this.#checks.throwIfAny(
      "environment variables of the function",
      "Set them on the function and deploy again",
    );
  }
}

/** URL of an SQS queue. */
export const queueUrl: Rule<string> = (value, checks) => {
  const url = typeof value === "string" ? URL.parse(value) : null;
  const fits = url !== null && /^https?:$/.test(url.protocol) && url.pathname.length > 1;
  return fits ? (value as string) : checks.must("be the URL of a queue", value);
};
