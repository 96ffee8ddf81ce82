import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { ConfigurationError } from "../../core/errors";
import { reasonOf } from "./service-errors";

/**
 * Texts of parameters in AWS Systems Manager Parameter Store, in the region and with the credentials of the environment.
 * They are read again at every call, because a deployment changes a parameter without the function that reads it.
 */
export class ParameterTexts {
  readonly #client = new SSMClient({
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });

  constructor(readonly names: readonly string[]) {}

  /**
   * The texts in the order of the names.
   *
   * @throws ConfigurationError that names the parameter which cannot be read
   */
  async read(signal?: AbortSignal): Promise<string[]> {
    return Promise.all(this.names.map((name) => this.#text(name, signal)));
  }

  async #text(name: string, signal: AbortSignal | undefined): Promise<string> {
    const options = signal === undefined ? {} : { abortSignal: signal };
    const answer = await this.#client
      .send(new GetParameterCommand({ Name: name }), options)
      .catch((error: unknown) => {
        const reason = `cannot be read: ${reasonOf(error)}. The role needs ssm:GetParameter on it, and the way to Systems Manager must be open`;
        throw new ConfigurationError(`parameter ${name}`, reason, { cause: error });
      });
    return answer.Parameter?.Value ?? "";
  }
}
