import type { CustomResourceEvent } from "../../../../dynamic-providers/cloudformation/event";
import { dagObjectsHandler } from "../../../../functions/aws/dag-objects/serve";
import { type Declared, StackPlayer } from "../../../dynamic-providers/cloudformation/stack-player";
import type { DagSyncScene } from "../../support/dag-sync-scene";
import { lambdaContext } from "../../support/pipeline";

export interface BindingStackOptions {
  readonly name?: string;
  /** Time of an invocation. */
  readonly seconds?: number;
  /** Called between two calls for one request. */
  readonly between?: () => void;
  /** Calls after which the framework gives up. */
  readonly most?: number;
}

/** A stack whose bindings the function makes, and the number of calls that it took after the first one of each request. */
export type BindingStack = StackPlayer & { calls: number };

/**
 * Plays the provider framework of CDK: a call to begin, and calls until the request is complete. The answer to a request
 * that fails after its begin has the physical id.
 */
export function bindingStack(lines: string[], options: BindingStackOptions = {}): BindingStack {
  const { name = "shop", seconds = 60, between = () => undefined, most = 20 } = options;
  const player = new StackPlayer(async (event) => {
    const call = (request: object) =>
      dagObjectsHandler((line) => lines.push(line))(request, lambdaContext(seconds));
    const begun = (await call(event)) as { PhysicalResourceId: string };
    const request: CustomResourceEvent = { ...event, ...begun };
    const { PhysicalResourceId: physicalId } = begun;
    for (let asked = 1; ; asked++) {
      played.calls += 1;
      const { IsComplete } = (await call(request).catch((error: Error) => {
        throw Object.assign(error, { physicalId });
      })) as { IsComplete: boolean };
      if (IsComplete) return begun;
      between();
      if (asked === most) throw Object.assign(new Error("Operation timed out"), { physicalId });
    }
  }, name) as BindingStack;
  const played = Object.assign(player, { calls: 0 });
  return played;
}

export function bindingOf(scene: DagSyncScene, more: object = {}): Declared {
  const { host, port, orgId } = scene.pce;
  return {
    type: "Custom::IllumioDagBinding",
    properties: {
      schemaVersion: 1,
      pce: { host, port, orgId, secretArn: scene.secrets.pce },
      firewallSecretArn: scene.secrets.edge,
      name: "web",
      labels: { role: { anyOf: ["web"] } },
      target: { firewall: "edge" },
      ...more,
    },
  };
}
