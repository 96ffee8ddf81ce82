import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ConfigurationError } from "../../core/errors";
import { reasonOf } from "./service-errors";

const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:.+$/;

/** What is wrong with the ARN of a secret; undefined when nothing is. */
export function secretArnProblem(arn: string): string | undefined {
  return SECRET_ARN.test(arn)
    ? undefined
    : `must look like arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf, got ${JSON.stringify(arn)}`;
}

export interface SecretCacheOptions {
  /** How long a value is used before it is read again. @default 300 */
  readonly timeToLiveInSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Text of one secret in AWS Secrets Manager, kept for a while. The region is the one its ARN names. */
export class SecretCache {
  readonly #client: SecretsManagerClient;
  readonly #timeToLive: number;
  readonly #now: () => number;
  #value: { readonly text: string; readonly readAt: number } | undefined;

  constructor(
    readonly arn: string,
    { timeToLiveInSeconds = 300, now = Date.now }: SecretCacheOptions = {},
  ) {
    const region = SECRET_ARN.exec(arn)?.[1];
    if (region === undefined) throw new ConfigurationError("secret ARN", secretArnProblem(arn)!);
    this.#client = new SecretsManagerClient({
      region,
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
    this.#timeToLive = timeToLiveInSeconds * 1_000;
    this.#now = now;
  }

  /** @throws ConfigurationError when the secret cannot be read or holds no text; the message names the ARN */
  async read(signal?: AbortSignal): Promise<string> {
    if (this.#value !== undefined && this.#now() - this.#value.readAt < this.#timeToLive)
      return this.#value.text;
    this.#value = undefined;
    const options = signal === undefined ? {} : { abortSignal: signal };
    const answer = await this.#client
      .send(new GetSecretValueCommand({ SecretId: this.arn }), options)
      .catch((error: unknown) => {
        const reason = `cannot be read: ${reasonOf(error)}. The role needs secretsmanager:GetSecretValue on it, and the way to Secrets Manager must be open`;
        throw new ConfigurationError(`secret ${this.arn}`, reason, { cause: error });
      });
    if (!answer.SecretString) {
      throw new ConfigurationError(
        `secret ${this.arn}`,
        "holds no text. Store it as a secret string, not as binary",
      );
    }
    this.#value = { text: answer.SecretString, readAt: this.#now() };
    return answer.SecretString;
  }

  /** The next {@link read} asks Secrets Manager. */
  forget(): void {
    this.#value = undefined;
  }
}
