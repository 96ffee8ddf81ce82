import type { CloudPlugin, CloudResource } from "../provider/cloud-plugin";
import type { Properties } from "../provider/wire";
import { ControlDoor } from "./control-door";
import { RESOURCES } from "./resources";

/** Version of @pulumi/aws whose arguments the tables here are written from. */
const VERSION = "7.48.0";

/** Settings of the real provider that make no difference here. */
const WITHOUT_EFFECT =
  /^(version|pluginDownloadURL|profile|accessKey|secretKey|token|skip[A-Z]\w*|s3UsePathStyle|allowedAccountIds|maxRetries)$/;

/**
 * The sandbox's stand-in for `pulumi-resource-aws`.
 *
 * @param environment `AWS_ENDPOINT_URL` names the sandbox cloud; `AWS_REGION` is the Region unless `aws:region` is set
 */
export function awsPlugin(environment: Readonly<Record<string, string | undefined>>): CloudPlugin {
  let resources: ReadonlyMap<string, CloudResource> | undefined;
  let region: string | undefined;

  return {
    version: VERSION,

    checkSettings: (settings: Properties) =>
      Object.keys(settings)
        .filter((name) => name !== "region" && name !== "__internal" && !WITHOUT_EFFECT.test(name))
        .map((path) => ({ path, reason: "The sandbox does not simulate this setting of the AWS provider" })),

    configure(settings) {
      region = settings["region"] ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
      if (!region) {
        throw new Error(
          'Missing region configuration. Run "pulumi config set aws:region us-east-1" or set AWS_REGION.',
        );
      }
      const endpoint = environment["AWS_ENDPOINT_URL"];
      if (!endpoint) {
        throw new Error(
          "This pulumi-resource-aws belongs to the sandbox and never reaches AWS. " +
            "Set AWS_ENDPOINT_URL to the sandbox cloud's address, or take its directory off PATH to use AWS.",
        );
      }
      const door = new ControlDoor(endpoint);
      resources = new Map(RESOURCES.map((bind) => bind(door)).map((resource) => [resource.type, resource]));
    },

    resource(type) {
      const found = resources?.get(type);
      return found && inRegion(found, region!);
    },
  };
}

/** A resource has its Region among its outputs, and may not ask for another. */
function inRegion(resource: CloudResource, region: string): CloudResource {
  const { region: argument } = resource.arguments;
  if (!Object.hasOwn(resource.arguments, "region")) return resource;
  return {
    ...resource,
    arguments: { ...resource.arguments, region: { ...argument!, byDefault: region } },
    rules: (inputs) => [
      ...(resource.rules?.(inputs) ?? []),
      ...(inputs["region"] === undefined || inputs["region"] === region
        ? []
        : [{ path: "region", reason: `The sandbox has the Region ${region} only` }]),
    ],
  };
}
