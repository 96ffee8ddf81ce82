import { Cloud } from "../../../../sandbox/aws/cloud";
import { CloudFormationService } from "../../../../sandbox/aws/cloudformation/cloudformation-service";
import type { CustomResources } from "../../../../sandbox/aws/cloudformation/custom-resources";
import type { SandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { SandboxClock } from "../../../../sandbox/cloud/clock";
import { callQuery } from "../../../support/query-client";

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
type Call = (action: string, input: object) => Promise<any>;

/** The CloudFormation of an account without a server, whose custom resources are answered by the test. */
export function accountWith(customResources: CustomResources): { cloud: Cloud; stacks: Stacks } {
  const cloud = new Cloud({
    region: "us-east-1",
    accountId: "123456789012",
    seed: 1,
    directory: "",
    clock: new SandboxClock(0),
    topology: undefined,
  });
  const service = new CloudFormationService(
    Object.assign(Object.create(cloud) as Cloud, { customResources }),
  );
  const deployer = cloud.access.issueDeployer().caller;
  // As over the wire: every scalar of a call is text.
  const asText = (input: object) =>
    JSON.parse(JSON.stringify(input), (_key, value: unknown) =>
      typeof value === "number" || typeof value === "boolean" ? String(value) : value,
    );
  return {
    cloud,
    stacks: new Stacks(async (action, input) => service.api.operations[action]!(asText(input), deployer)),
  };
}

/** Less than jest gives a test, so that a stack that hangs is named. */
const SETTLES_WITHIN_MS = 90_000;

/** A stack's life by the API of CloudFormation. */
export class Stacks {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  static overTheWire(cloud: SandboxCloud): Stacks {
    return new Stacks((action, input) => callQuery(cloud, "cloudformation", action, input));
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  call(action: string, input: object = {}): Promise<any> {
    return this.#call(action, input);
  }

  async create(name: string, template: object, more: object = {}): Promise<string> {
    await this.call("CreateStack", declaration(name, template, more));
    return this.settled(name);
  }

  async update(name: string, template: object, more: object = {}): Promise<string> {
    await this.call("UpdateStack", declaration(name, template, more));
    return this.settled(name);
  }

  async delete(name: string, more: object = {}): Promise<string> {
    const { StackId } = await this.describe(name);
    await this.call("DeleteStack", { StackName: name, ...more });
    return this.settled(StackId);
  }

  /**
   * The status of a stack once nothing happens to it any more.
   *
   * @throws Error with the events so far when that takes longer than `withinMs`
   */
  async settled(name: string, withinMs = SETTLES_WITHIN_MS): Promise<string> {
    const end = performance.now() + withinMs;
    for (;;) {
      const { StackStatus } = await this.describe(name);
      if (!/_IN_PROGRESS$/.test(StackStatus) || StackStatus === "REVIEW_IN_PROGRESS") return StackStatus;
      if (performance.now() > end) {
        const events = await this.events(name);
        throw new Error(`${name} is still ${StackStatus} after ${withinMs} ms:\n${events.join("\n")}`);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  async describe(name: string): Promise<any> {
    return (await this.call("DescribeStacks", { StackName: name })).Stacks[0];
  }

  /** `LOGICALID STATUS REASON`, oldest first, since the last time that the stack began something. */
  async events(name: string): Promise<string[]> {
    const { StackEvents } = await this.call("DescribeStackEvents", { StackName: name });
    // biome-ignore lint/suspicious/noExplicitAny: events
    const all = [...(StackEvents as any[])].reverse();
    const last = all.at(-1)!.OperationId;
    return all
      .filter(({ OperationId }) => OperationId === last)
      .map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
        [LogicalResourceId, ResourceStatus, ResourceStatusReason ?? []].flat().join(" "),
      );
  }

  /** Changes of a change set that is made and deleted. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  async changes(name: string, template: object, more: object = {}): Promise<any[]> {
    const set = { StackName: name, ChangeSetName: "preview" };
    await this.call("CreateChangeSet", { ...declaration(name, template, more), ...set });
    const { Changes, Status, StatusReason } = await this.call("DescribeChangeSet", {
      ...set,
      IncludePropertyValues: true,
    });
    await this.call("DeleteChangeSet", set);
    if (Status !== "CREATE_COMPLETE") throw new Error(StatusReason);
    // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
    return (Changes || []).map(({ ResourceChange }: any) => ResourceChange);
  }
}

function declaration(StackName: string, template: object, more: object): object {
  return {
    StackName,
    TemplateBody: JSON.stringify(template),
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    ...more,
  };
}

export function queue(properties: object = {}, more: object = {}): object {
  return { Type: "AWS::SQS::Queue", Properties: properties, ...more };
}

export function logGroup(properties: object = {}, more: object = {}): object {
  return { Type: "AWS::Logs::LogGroup", Properties: properties, ...more };
}

export const ref = (Ref: string) => ({ Ref });
export const getAtt = (...names: [string, string]) => ({ "Fn::GetAtt": names });
