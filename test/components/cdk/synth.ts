import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { App, Stack, type StackProps } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { CURRENTLY_RECOMMENDED_FLAGS } from "aws-cdk-lib/cx-api";

/** Feature flags by name: none, as an app that was written by hand has them, and all that `cdk init` sets. */
export const FLAGS: Readonly<Record<"none" | "recommended", Record<string, unknown>>> = {
  none: {},
  recommended: CURRENTLY_RECOMMENDED_FLAGS,
};

const folder = mkdtempSync(path.join(tmpdir(), "cdk-"));
let apps = 0;
afterAll(() => rmSync(folder, { recursive: true }));

/** A resource of a template. Tests look into properties of any shape. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties have any shape
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/**
 * A stack of its own app.
 *
 * @param validation whether synthesis applies the rules of CloudFormation, which takes seconds to load
 */
export function testStack(
  props: StackProps = {},
  { flags = FLAGS.none, validation = false }: { flags?: Record<string, unknown>; validation?: boolean } = {},
): Stack {
  const app = new App({
    context: { ...flags },
    outdir: path.join(folder, String(++apps)),
    analyticsReporting: false,
    builtinCloudFormationValidation: validation,
  });
  return new Stack(app, "Stack", props);
}

/** The resources of a stack by their logical id, all or those of a type. */
export function resourcesOf(stack: Stack, type?: string): Record<string, TemplateResource> {
  const { Resources } = Template.fromStack(stack).toJSON() as {
    Resources: Record<string, TemplateResource>;
  };
  return Object.fromEntries(
    Object.entries(Resources).filter(([, resource]) => type === undefined || resource.Type === type),
  );
}

/** The only resource of a type. */
export function onlyResource(stack: Stack, type: string): TemplateResource {
  const [[, resource] = [], ...more] = Object.entries(resourcesOf(stack, type));
  if (resource === undefined || more.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return resource;
}
