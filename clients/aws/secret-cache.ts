import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Checks, required } from "../../core/checks";
import { SECRET_ARN, secretArn } from "../../core/contracts/aws/secret-arn";
import { ConfigurationError } from "../../core/errors";
import type { SecretSource } from "../secret-source";
import { refuseSettings } from "../settings/refuse-settings";
import { reasonOf } from "./service-errors";

export interface SecretCacheOptions {
  /** How long a value is used before it is read again. @default 300 */
  readonly timeToLiveInSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Text of one secret in AWS Secrets Manager, kept for a while. The region is the one its ARN names. */
export class SecretCache implements SecretSource {
  readonly #client: SecretsManagerClient;
  readonly #timeToLive: number;
  readonly #now: () => number;
  #value: { readonly text: string; readonly readAt: number } | undefined;

  constructor(
    readonly arn: string,
    { timeToLiveInSeconds = 300, now = Date.now }: SecretCacheOptions = {},
  ) {
    const checks = Checks.start();
    checks.called("secret ARN").read(arn, required(secretArn()));
    refuseSettings("secret", checks);
    const [, region] = SECRET_ARN.exec(arn)!;
    this.#client = new SecretsManagerClient({
      region: region!,
      requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
    this.#timeToLive = timeToLiveInSeconds * 1_000;
    this.#now = now;
  }

  get name(): string {
    return this.arn;
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
