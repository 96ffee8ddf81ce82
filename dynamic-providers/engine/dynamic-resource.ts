import * as pulumi from "@pulumi/pulumi";
import { HIDDEN } from "./hidden-inputs";
import { ownerReference } from "./owner";
import { plainSecrets } from "./plain-secrets";

/** Base of the Pulumi classes of this package: a custom resource served by the dynamic provider process. */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param kind last part of the type token
   * @param entry subpath of this package that exports the provider
   * @param outputs names of properties that only the provider fills in
   */
  protected constructor(
    kind: string,
    entry: string,
    name: string,
    args: object,
    outputs: readonly string[],
    opts?: pulumi.CustomResourceOptions,
  ) {
    refusePlainSecrets();
    const props: Record<string, unknown> = { ...args };
    for (const output of outputs) props[output] = undefined;
    props[HIDDEN.owner] = owner(name, opts);
    props[HIDDEN.dryRun] = pulumi.runtime.isDryRun();
    props[HIDDEN.provider] = `exports.handler=()=>require("illumio-iac/providers/${entry}");`;
    super(dynamicType(kind), name, props, opts);
  }
}

export function dynamicType(kind: string): string {
  return `pulumi-nodejs:dynamic/illumio-iac:${kind}`;
}

function owner(name: string, opts: pulumi.CustomResourceOptions | undefined): string | Promise<string> {
  const reference = (parentTypes: string) =>
    ownerReference({
      owner: new pulumi.Config("illumio").get("owner") ?? organization(),
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      parentTypes,
      name,
    });
  if (!opts?.parent) return reference("");
  return parentUrn(opts.parent).then((urn) => reference(typesOf(urn)));
}

/** File backends call it `organization`; a user's unit tests with mocks may have none, and the SDK throws then. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/** A promise rather than an output: an output would make the resource depend on its own parent's children. */
function parentUrn(parent: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => void parent.urn.apply(resolve));
}

function typesOf(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types === "pulumi:pulumi:Stack" ? "" : types;
}

function refusePlainSecrets(): void {
  const found = plainSecrets(pulumi.runtime.allConfig(), isConfigSecret);
  if (found.length === 0) return;
  const commands = found.map(
    (key) => `pulumi config set --secret ${key.includes(".") ? "--path " : ""}${key}`,
  );
  throw new pulumi.RunError(
    `${found.join(", ")}: set in stack configuration without --secret, and the engine writes the stack ` +
      `configuration into the state. Set it again with: ${commands.join("; ")}`,
  );
}

/** The SDK has this function but does not declare it. */
function isConfigSecret(key: string): boolean {
  const sdk = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return sdk.isConfigSecret(key);
}
