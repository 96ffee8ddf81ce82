import { CustomResource, type Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { isToken } from "../../core/checks";
import { type PceProperties, PROPERTIES_VERSION } from "../../core/contracts/aws/custom-resources";
import { PCE_CONNECTION_ARGUMENTS as RULES } from "../shared/aws/pce-objects/arguments";
import { DAG_OBJECTS_FUNCTION, PCE_OBJECTS_FUNCTION } from "../shared/aws/pce-objects/function";
import { pceObjectsPolicy } from "../shared/aws/pce-objects/policies";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction, type BundledFunctionProps } from "./bundled-function";
import { functionVpc } from "./function-vpc";
import type { FunctionVpcProps } from "./function-vpc-props";
import { ObjectProvider } from "./object-provider";
import { PceConnectionMetrics } from "./pce-connection-metrics";
import type { PceConnectionProps } from "./pce-connection-props";
import { pceSettings } from "./pce-settings";
import { platformSettings } from "./platform-settings";
import { PropCheck } from "./prop-check";
import { type CheckedSecret, SecretAccess } from "./secret-access";
import { stackLocation } from "./stack-location";

/**
 * The PCE of the `Label`, `UnmanagedWorkload` and `DagBinding` constructs of a stack.
 *
 * The first label or workload makes one function and one provider of custom resources, which all of the connection share,
 * and so does the first binding.
 * Every object is a request of its own that reads and writes by calls of its own: meant for some hundred objects of a
 * stack, since the PCE allows 500 calls a minute, and a label takes two of them, a workload four and one for each label.
 * What the PCE refuses for their number is tried again for ten minutes.
 *
 * Synthesis fails with every prop that has a problem.
 */
export class PceConnection extends PceConnectionMetrics {
  readonly #props: PceConnectionProps;
  readonly #check: PropCheck;
  readonly #pce: Readonly<Record<keyof PceProperties, string | undefined>>;
  readonly #platform: ReturnType<typeof platformSettings>;
  readonly #vpc: FunctionVpcProps | undefined;
  readonly #declared = new Map<string, Construct>();
  /** Of the functions' log groups. */
  private readonly logRetentionInDays: number;
  #objects: Served | undefined;
  #bindings: Served | undefined;

  constructor(scope: Construct, id: string, props: PceConnectionProps) {
    super(scope, id);
    this.#props = props;
    this.#check = new PropCheck(this);
    this.#platform = platformSettings(this.#check, props);
    acknowledge(this, ACKNOWLEDGEMENTS.pceConnection);
    this.#pce = { ...pceSettings(this.#check, props.pce), proxyUrl: this.#platform.proxyUrl };
    this.#vpc = props.vpc && functionVpc(this.#check, props.vpc);
    this.logRetentionInDays = this.#check.read(
      "functionLogRetention",
      props.functionLogRetention,
      RULES.functionLogRetentionInDays,
    );
  }

  /** The function that makes labels and workloads; undefined while there are none. */
  get function(): lambda.Function | undefined {
    return this.#objects?.function;
  }

  /** The function that makes bindings; undefined while there are none. */
  get bindingFunction(): lambda.Function | undefined {
    return this.#bindings?.function;
  }

  /**
   * Makes an object of the PCE.
   *
   * @internal
   */
  makeObject(scope: Construct, props: ConnectedProps): CustomResource {
    this.#refuseTwin(scope, props);
    this.#objects ??= this.#serve("Objects", PCE_OBJECTS_FUNCTION, false);
    return this.#resource(scope, this.#objects, props);
  }

  /**
   * Makes a binding on a firewall.
   *
   * @internal
   */
  makeBinding(scope: Construct, firewallSecret: CheckedSecret, props: ConnectedProps): CustomResource {
    this.#refuseTwin(scope, props);
    this.#bindings ??= this.#serve("Bindings", DAG_OBJECTS_FUNCTION, true);
    return this.#resource(scope, this.#bindings, props, firewallSecret);
  }

  #resource(
    scope: Construct,
    { serviceToken, secrets }: Served,
    { type, properties, removalPolicy, check, serviceTimeout }: ConnectedProps,
    ...moreSecrets: readonly CheckedSecret[]
  ): CustomResource {
    if (Stack.of(scope) !== Stack.of(this))
      check.report("connection", "must be of the same stack; make a PceConnection in each stack");
    const resource = new CustomResource(scope, "Resource", {
      serviceToken,
      resourceType: type,
      properties: { schemaVersion: PROPERTIES_VERSION, pce: { ...this.#pce }, ...properties },
      ...(removalPolicy !== undefined && { removalPolicy }),
      ...(serviceTimeout !== undefined && { serviceTimeout }),
    });
    const pceSecret = { secret: this.#props.pce?.secret, arn: this.#pce.secretArn ?? "" };
    resource.node.addDependency(...secrets.to(pceSecret, ...moreSecrets));
    return resource;
  }

  #refuseTwin(scope: Construct, { type, naturalKey, check }: ConnectedProps): void {
    const values = Object.values(naturalKey);
    if (values.some((value) => isToken(value) || value === undefined)) return;
    const key = JSON.stringify([type, naturalKey]);
    const twin = this.#declared.get(key);
    if (twin === undefined) this.#declared.set(key, scope);
    else {
      const [prop = ""] = Object.keys(naturalKey).slice(-1);
      check.report(prop, `${twin.node.path} declares ${values.join("=")} already; declare it once`);
    }
  }

  #serve(
    id: string,
    of: Pick<BundledFunctionProps, "bundle" | "description" | "memorySizeInMegabytes" | "timeoutInSeconds">,
    waits: boolean,
  ): Served {
    const { kmsKey, permissionsBoundary } = this.#platform;
    const { logRetentionInDays } = this;
    const vpc = this.#vpc;
    const bundled = new BundledFunction(this, id, {
      ...of,
      policy: (functionLogGroup) =>
        pceObjectsPolicy({
          functionLogGroup,
          kmsKey: kmsKey?.keyArn,
          inVpc: vpc && stackLocation(this),
        }),
      variables: {},
      logRetentionInDays,
      vpc,
      kmsKey,
      permissionsBoundary,
    });
    const { serviceToken } = new ObjectProvider(this, `${id}Provider`, {
      onEvent: bundled.function,
      waits,
      logRetentionInDays,
      kmsKey,
      permissionsBoundary,
    });
    const secrets = new SecretAccess(bundled, "Secrets", bundled.role);
    return { function: bundled.function, serviceToken, secrets };
  }
}

interface Served {
  readonly function: lambda.Function;
  readonly serviceToken: string;
  /** What the function may read. */
  readonly secrets: SecretAccess;
}

interface ConnectedProps {
  readonly type: string;
  readonly properties: object;
  readonly removalPolicy: RemovalPolicy | undefined;
  readonly check: PropCheck;
  /** What no two objects may have in common, by the name of the prop; tokens count as different. */
  readonly naturalKey: Readonly<Record<string, unknown>>;
  /** @default the hour that CloudFormation gives */
  readonly serviceTimeout?: Duration;
}
