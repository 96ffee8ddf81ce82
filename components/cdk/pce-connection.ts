import { CustomResource, type Duration, type RemovalPolicy, Stack } from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import { type Construct, Dependable } from "constructs";
import { type PceProperties, PROPERTIES_VERSION } from "../../core/contracts/aws/custom-resources";
import { PCE_CONNECTION_ARGUMENTS as RULES } from "../shared/aws/pce-objects/arguments";
import { DAG_OBJECTS_FUNCTION, PCE_OBJECTS_FUNCTION } from "../shared/aws/pce-objects/function";
import { pceObjectsPolicy } from "../shared/aws/pce-objects/policies";
import type { PceTexts } from "../shared/aws/pce-variables";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction, type BundledFunctionProps } from "./bundled-function";
import { type DeclaredObject, refuseTwin } from "./declared-once";
import { DriftCheck, driftCheckSettings } from "./drift-check";
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
 * What depends on a connection (`node.addDependency`) waits for these functions, and not for `driftCheck`, which comes after
 * the objects.
 *
 * Synthesis fails with every prop that has a problem.
 */
export class PceConnection extends PceConnectionMetrics {
  readonly #props: PceConnectionProps;
  readonly #check: PropCheck;
  readonly #pce: PceTexts<string> & Readonly<Record<keyof PceProperties, string | undefined>>;
  readonly #platform: ReturnType<typeof platformSettings>;
  readonly #driftSettings: ReturnType<typeof driftCheckSettings>;
  readonly #vpc: FunctionVpcProps | undefined;
  /** Of the functions' log groups. */
  private readonly logRetentionInDays: number;
  #objects: Served | undefined;
  #bindings: Served | undefined;
  #driftCheck: DriftCheck | undefined;

  constructor(scope: Construct, id: string, props: PceConnectionProps) {
    super(scope, id);
    this.#props = props;
    this.#check = new PropCheck(this);
    this.#platform = platformSettings(this.#check, props);
    this.#driftSettings = driftCheckSettings(this.#check, props.driftCheck);
    acknowledge(this, ACKNOWLEDGEMENTS.pceConnection);
    this.#pce = { ...pceSettings(this.#check, props.pce), proxyUrl: this.#platform.proxyUrl };
    this.#vpc = props.vpc && functionVpc(this.#check, props.vpc);
    this.logRetentionInDays = this.#check.read(
      "functionLogRetention",
      props.functionLogRetention,
      RULES.functionLogRetentionInDays,
    );
    const neededByObjects = () => this.node.children.filter((child) => child !== this.#driftCheck);
    Dependable.implement(this, {
      get dependencyRoots() {
        return neededByObjects();
      },
    });
  }

  /** The function that makes labels and workloads; undefined while there are none. */
  get function(): lambda.Function | undefined {
    return this.#objects?.function;
  }

  /** The function that makes bindings; undefined while there are none. */
  get bindingFunction(): lambda.Function | undefined {
    return this.#bindings?.function;
  }

  /** What compares labels and workloads with the PCE; undefined without the prop, and while there are none. */
  get driftCheck(): DriftCheck | undefined {
    return this.#driftCheck;
  }

  /**
   * Makes an object of the PCE.
   *
   * @internal
   */
  makeObject(scope: Construct, props: ConnectedProps): CustomResource {
    const { host, port, orgId } = this.#pce;
    refuseTwin(scope, { host: host.toLowerCase(), port, orgId }, props);
    this.#objects ??= this.#serve("Objects", PCE_OBJECTS_FUNCTION, false);
    const resource = this.#resource(scope, this.#objects, props);
    this.#comparing()?.follow({ scope, resource, ...props });
    return resource;
  }

  /**
   * Makes a binding on a firewall.
   *
   * @internal
   */
  makeBinding(scope: Construct, firewallSecret: CheckedSecret, props: ConnectedProps): CustomResource {
    refuseTwin(scope, {}, props);
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
    resource.node.addDependency(...secrets.to(this.#pceSecret(), ...moreSecrets));
    return resource;
  }

  #pceSecret(): CheckedSecret {
    return { secret: this.#props.pce?.secret, arn: this.#pce.secretArn };
  }

  #comparing(): DriftCheck | undefined {
    if (this.#driftSettings === undefined) return undefined;
    const { kmsKey, permissionsBoundary } = this.#platform;
    this.#driftCheck ??= new DriftCheck(this, "DriftCheck", {
      check: this.#check,
      ...this.#driftSettings,
      pce: this.#pce,
      pceSecret: this.#pceSecret(),
      vpc: this.#vpc,
      kmsKey,
      permissionsBoundary,
      logRetentionInDays: this.logRetentionInDays,
    });
    return this.#driftCheck;
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

interface ConnectedProps extends DeclaredObject {
  readonly properties: object;
  readonly removalPolicy: RemovalPolicy | undefined;
  /** @default the hour that CloudFormation gives */
  readonly serviceTimeout?: Duration;
}
