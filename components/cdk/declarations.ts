import { createHash } from "node:crypto";
import { type CfnElement, type CustomResource, Lazy, Stack } from "aws-cdk-lib";
import type * as ssm from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";
import { PROPERTIES_VERSION } from "../../core/contracts/aws/custom-resources";
import {
  type Declaration,
  type DeploymentMark,
  DRIFT_CHECK_PARAMETERS,
} from "../../core/contracts/aws/drift-check";
import { jsonParameter } from "./json-parameter";
import type { PropCheck } from "./prop-check";

/** An object of a PCE in a stack. */
export interface DeclaredObject {
  readonly scope: Construct;
  readonly resource: CustomResource;
  readonly type: string;
  /** The properties of the resource that are its own. */
  readonly properties: object;
  readonly check: PropCheck;
}

/**
 * What a stack declares, as parameters below one path: each object is written after it was made or changed, and a mark
 * of the deployment before the first and after the last one. While the two marks differ, a deployment is under way.
 *
 * The parameters have names, which differ from any other's by the stack and the path of the construct in it: only by a
 * name that is a path can all of them be read without being named.
 */
export class Declarations extends Construct {
  /** Written before every object. */
  readonly begun: ssm.StringParameter;
  readonly #complete: ssm.StringParameter;
  readonly #declared: Declaration[] = [];

  readonly #path: string;
  readonly #pce: object;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly check: PropCheck;
      /** Without a slash at its end. */
      readonly path: string;
      /** Where the objects are; another PCE is another deployment. */
      readonly pce: object;
    },
  ) {
    super(scope, id);
    const { check, path } = props;
    this.#path = path;
    this.#pce = { ...props.pce };
    const mark: DeploymentMark = {
      digest: Lazy.string({ produce: () => this.#digest() }),
      objects: Lazy.number({ produce: () => this.#declared.length }),
    };
    const marks = { check, path: "driftCheck", value: mark };
    this.begun = jsonParameter(this, "Begun", {
      ...marks,
      description: "A deployment of objects of a PCE has begun",
      parameterName: `${path}/${DRIFT_CHECK_PARAMETERS.begun}`,
    });
    this.#complete = jsonParameter(this, "Complete", {
      ...marks,
      description: "A deployment of objects of a PCE is complete",
      parameterName: `${path}/${DRIFT_CHECK_PARAMETERS.complete}`,
    });
    this.#complete.node.addDependency(this.begun);
  }

  add({ scope, resource, type, properties, check }: DeclaredObject): void {
    const stack = Stack.of(this);
    const element = resource.node.defaultChild as CfnElement;
    const declaration: Declaration = {
      schemaVersion: PROPERTIES_VERSION,
      stackId: stack.stackId,
      logicalId: element.logicalId,
      path: scope.node.path,
      type,
      physicalId: resource.ref,
      properties: { ...properties },
    };
    this.#declared.push(declaration);
    resource.node.addDependency(this.begun);
    const parameter = jsonParameter(this, stack.getLogicalId(element), {
      check,
      path: "connection.driftCheck",
      description: "An object of a PCE as the stack declares it",
      value: declaration,
      parameterName: `${this.#path}/${DRIFT_CHECK_PARAMETERS.declarations}${element.logicalId}`,
      advice: `make the properties of ${scope.node.path} shorter, or give it a PceConnection without driftCheck`,
    });
    this.#complete.node.addDependency(parameter);
  }

  #digest(): string {
    const text = JSON.stringify(Stack.of(this).resolve([this.#pce, this.#declared]));
    return createHash("sha256").update(text).digest("hex");
  }
}
