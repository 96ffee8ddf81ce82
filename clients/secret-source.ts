/** The text of a secret that a service keeps: AWS Secrets Manager, Azure Key Vault, … */
export interface SecretSource {
  /** Name of the secret in errors, for example its ARN. */
  readonly name: string;
  /**
   * Reads the text, or returns what was read a while ago.
   *
   * @throws ConfigurationError with its name, when it cannot be read
   */
  read(signal?: AbortSignal): Promise<string>;
  /** Makes the next `read` ask the service, for a text that is no longer valid. */
  forget(): void;
}
