import { DRIFT_CHECK } from "../../../core/contracts/aws/function-environment";
import type { DriftCheckLog } from "../../../core/contracts/aws/function-logs";
import { driftCheckHandler } from "../../../functions/aws/drift-check/check";
import { driftCheckSettings } from "../../../functions/aws/drift-check/settings";
import type { Program, StackPlayer } from "../../dynamic-providers/cloudformation/stack-player";
import { ObjectFunctionScene } from "./object-function-scene";
import { lambdaContext } from "./pipeline";

export const PATH = "/illumio-iac/shop/Pce";
const TYPE = "AWS::SSM::Parameter";

/** The function between a PCE and a cloud that keeps the secret and the declarations of a stack. */
export class DriftCheckScene {
  readonly lines: string[] = [];
  readonly environment: Record<string, string>;
  readonly #stack: StackPlayer;

  private constructor(readonly objects: ObjectFunctionScene) {
    const { pce, secretArn } = objects;
    this.#stack = objects.stack();
    this.environment = {
      [DRIFT_CHECK.pceHost]: pce.host,
      [DRIFT_CHECK.pcePort]: String(pce.port),
      [DRIFT_CHECK.pceOrgId]: String(pce.orgId),
      [DRIFT_CHECK.pceSecretArn]: secretArn,
      [DRIFT_CHECK.path]: PATH,
    };
  }

  static async open(startTime?: number): Promise<DriftCheckScene> {
    return new DriftCheckScene(await ObjectFunctionScene.open(startTime));
  }

  /** Makes labels of the key `app`, and writes what the stack keeps of them. */
  async deploy(values: readonly string[], digest = values.join()): Promise<void> {
    const program: Program = Object.fromEntries(
      values.map((value, index) => [`L${index}`, this.objects.label("app", value)]),
    );
    await this.begin(values.length, digest);
    await this.#stack.deploy(program);
    for (const [logicalId, { type, properties }] of Object.entries(program)) {
      const { key, value } = properties;
      await this.put(`objects/${logicalId}`, {
        schemaVersion: 1,
        stackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/11111111-2222-3333",
        logicalId,
        path: `Shop/${logicalId}`,
        type,
        physicalId: this.#stack.physicalIds[logicalId],
        properties: { key, value },
      });
    }
    await this.put("deployment/complete", { digest, objects: values.length });
  }

  /** A deployment begins. */
  async begin(objects: number, digest: string): Promise<void> {
    await this.put("deployment/begun", { digest, objects });
  }

  async put(name: string, value: unknown): Promise<void> {
    const { resources } = this.objects.cloud;
    const properties = {
      Name: `${PATH}/${name}`,
      Type: "String",
      Value: typeof value === "string" ? value : JSON.stringify(value),
    };
    const isThere = resources.list().some(({ id }) => id === properties.Name);
    if (isThere) await resources.update(TYPE, properties.Name, properties);
    else await resources.create(TYPE, properties);
  }

  remove(name: string): Promise<unknown> {
    return this.objects.cloud.resources.delete(TYPE, `${PATH}/${name}`);
  }

  /** Somebody renames a label in the PCE. */
  rename(value: string, to: string): void {
    // biome-ignore lint/suspicious/noExplicitAny: rows of the simulator
    const rows = [...this.objects.pce.store.table("labels").live()] as any[];
    rows.find((row) => row.value === value).value = to;
  }

  /** One invocation. */
  run(timeoutInSeconds = 60): Promise<void> {
    const handler = driftCheckHandler(driftCheckSettings(this.environment), (line) => this.lines.push(line));
    return handler({}, lambdaContext(timeoutInSeconds));
  }

  log(): DriftCheckLog {
    return JSON.parse(this.lines.at(-1)!);
  }

  close(): Promise<void> {
    return this.objects.close();
  }
}
