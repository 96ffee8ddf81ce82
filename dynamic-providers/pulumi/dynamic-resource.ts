import * as pulumi from "@pulumi/pulumi";
import { ownerReference } from "../../core/ownership/owner-reference";
import { plainSecrets } from "./plain-secrets";
import { missingPackageProblem, programFolder } from "./program-folder";
import { dynamicType, HIDDEN, providerText } from "./state-names";

/** Base of the Pulumi classes of this package: a custom resource served by the dynamic provider process. */
export abstract class DynamicResource extends pulumi.CustomResource {
  /**
   * @param kind last part of the type token
   * @param entry folder of the provider below dynamic-providers, which is its subpath below `illumio-iac/providers`
   * @param outputs names of all properties that the class declares; each becomes an output, whoever fills it in
   */
  protected constructor(
    kind: string,
    entry: string,
    name: string,
    args: object,
    outputs: Readonly<Record<string, true>>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    refuseMissingPackage(`providers/${entry}`);
    refuseImport(kind, name, opts);
    refusePlainSecrets();
    const unset = Object.keys(outputs).map((output) => [output, undefined]);
    const props: Record<string, unknown> = { ...Object.fromEntries(unset), ...args };
    props[HIDDEN.owner] = owner(name, opts);
    props[HIDDEN.dryRun] = pulumi.runtime.isDryRun();
    props[HIDDEN.provider] = providerText(entry);
    super(dynamicType(kind), name, props, withoutHiddenDiffs(opts));
  }
}

/** Properties that a class declares beyond those of every resource. */
export type DeclaredOutputs<Resource extends pulumi.CustomResource> = Readonly<
  Record<Exclude<keyof Resource, keyof pulumi.CustomResource>, true>
>;

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

function refuseMissingPackage(entry: string): void {
  const folder = programFolder();
  const problem = folder === undefined ? undefined : missingPackageProblem(entry, folder);
  if (problem !== undefined) throw new pulumi.RunError(problem);
}

/** Refuses an import: the engine would read the object without the text that names the provider, and fail obscurely. */
function refuseImport(kind: string, name: string, opts: pulumi.CustomResourceOptions | undefined): void {
  if (opts?.import === undefined) return;
  throw new pulumi.RunError(
    `${kind} ${name}: the option import does not work for dynamic resources. Remove it and set adopt: true among the ` +
      `arguments, as in new ${kind}("${name}", { …, adopt: true }): the next pulumi up then takes over what exists`,
  );
}

/** Hides the owner from diffs: a rename or a move changes it, which a reviewer need not see. */
function withoutHiddenDiffs(opts: pulumi.CustomResourceOptions | undefined): pulumi.CustomResourceOptions {
  return { ...opts, hideDiffs: [...(opts?.hideDiffs ?? []), ...Object.values(HIDDEN)] };
}

/** @throws RunError that names the secrets which are in stack configuration as plain text */
export function refusePlainSecrets(): void {
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
