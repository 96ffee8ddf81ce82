import type { CustomResourceLog } from "../../../core/contracts/aws/function-logs";
import { pceObjectsHandler } from "../../../functions/aws/pce-objects/serve";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { type PceSimulator, startPceSimulator } from "../../../sandbox/pce";
import { type Declared, StackPlayer } from "../../dynamic-providers/cloudformation/stack-player";
import { lambdaContext, sdkEnvironment } from "./pipeline";

const MANY = 1_000_000;

/** The function behind labels and workloads, between a PCE and a cloud that keeps the secrets. */
export class ObjectFunctionScene {
  readonly lines: string[] = [];
  private readonly outside = process.env;
  private handler = pceObjectsHandler((line) => this.lines.push(line));

  private constructor(
    readonly pce: PceSimulator,
    readonly cloud: SandboxCloud,
    readonly secretArn: string,
  ) {
    process.env = { ...this.outside, ...sdkEnvironment(cloud) };
  }

  /** @param startTime of the cloud, in milliseconds since 1970 */
  static async open(startTime = Date.now()): Promise<ObjectFunctionScene> {
    const pce = await startPceSimulator({ seed: 5, callsPerMinute: MANY });
    const cloud = await startSandboxCloud({ seed: 5, startTime });
    const scene = new ObjectFunctionScene(pce, cloud, await keep(cloud, "pce", secretText(pce)));
    return scene;
  }

  /** The next request is served by a new process. */
  restart(): void {
    this.handler = pceObjectsHandler((line) => this.lines.push(line));
  }

  stack(timeoutInSeconds = 60): StackPlayer {
    return new StackPlayer((event) => this.handler(event, lambdaContext(timeoutInSeconds)));
  }

  setSecret(SecretString: string): Promise<unknown> {
    const properties = { Name: "pce", SecretString };
    return this.cloud.resources.update("AWS::SecretsManager::Secret", this.secretArn, properties);
  }

  /**
   * Puts a new key into the secret.
   *
   * @returns what revokes the old one
   */
  async rotateKey(): Promise<() => void> {
    await this.setSecret(this.newKey());
    return () => this.pce.revokeApiKey(this.pce.apiKeyUsername);
  }

  label(key: string, value: string, secretArn = this.secretArn): Declared {
    const { host, port, orgId } = this.pce;
    const pce = { host, port, orgId, secretArn };
    return { type: "Custom::IllumioLabel", properties: { schemaVersion: 1, pce, key, value } };
  }

  private newKey(): string {
    const { username: apiKeyUsername, secret: apiKeySecret } = this.pce.createApiKey();
    return secretText({ apiKeyUsername, apiKeySecret, caCertificate: this.pce.caCertificate });
  }

  labels(): string[] {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...this.pce.store.table("labels").live()] as any[];
    return rows.map(({ key, value }) => `${key}=${value}`);
  }

  log(): CustomResourceLog {
    return JSON.parse(this.lines.at(-1)!);
  }

  async close(): Promise<void> {
    process.env = this.outside;
    await Promise.all([this.pce, this.cloud].map((system) => system.close()));
  }
}

type Key = Pick<PceSimulator, "apiKeyUsername" | "apiKeySecret" | "caCertificate">;

function secretText({ apiKeyUsername, apiKeySecret, caCertificate }: Key): string {
  return JSON.stringify({ apiKeyUsername, apiKeySecret, caCertificate });
}

async function keep(cloud: SandboxCloud, Name: string, SecretString: string): Promise<string> {
  return (await cloud.resources.create("AWS::SecretsManager::Secret", { Name, SecretString })).id;
}
