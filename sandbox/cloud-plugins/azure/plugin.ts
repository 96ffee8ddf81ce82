import type { CloudPlugin } from "../provider/cloud-plugin";
import type { Properties } from "../provider/wire";
import { ArmDoor } from "./arm-door";
import { FUNCTIONS } from "./functions";
import { type AzureProvider, type Bind, pathArguments } from "./resource";
import { RESOURCES } from "./resources";

/** Version of @pulumi/azure-native whose arguments the tables here are written from. */
const VERSION = "3.28.0";

/** Settings of the real provider that make no difference here. */
const WITHOUT_EFFECT =
  /^(version|pluginDownloadURL|useMsi|useDefaultAzureCredential|useOidc|disablePulumiPartnerId|partnerId|msiEndpoint|tenantId|clientId|environment|metadataHost|disableInstanceDiscovery)$/;

/**
 * The sandbox's stand-in for `pulumi-resource-azure-native`.
 *
 * @param environment `ARM_METADATA_HOSTNAME` names the sandbox, `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` give the token,
 * `ARM_SUBSCRIPTION_ID` is the subscription unless `azure-native:subscriptionId` is set
 */
export function azurePlugin(environment: Readonly<Record<string, string | undefined>>): CloudPlugin {
  let bound: ReadonlyMap<string, ReturnType<Bind>> | undefined;
  let provider: AzureProvider | undefined;

  return {
    version: VERSION,

    checkSettings: (settings: Properties) =>
      Object.keys(settings)
        .filter(
          (name) =>
            !["subscriptionId", "location", "__internal"].includes(name) && !WITHOUT_EFFECT.test(name),
        )
        .map((path) => ({
          path,
          reason: "The sandbox does not simulate this setting of the azure-native provider",
        })),

    configure(settings) {
      if (!environment["ARM_METADATA_HOSTNAME"]) {
        throw new Error(
          "This pulumi-resource-azure-native belongs to the sandbox and never reaches Azure. " +
            "Set ARM_METADATA_HOSTNAME to the sandbox's address, or take its directory off PATH to use Azure.",
        );
      }
      const subscriptionId = settings["subscriptionId"] ?? environment["ARM_SUBSCRIPTION_ID"];
      if (!subscriptionId) {
        throw new Error(
          'Missing subscription. Run "pulumi config set azure-native:subscriptionId ID" or set ARM_SUBSCRIPTION_ID.',
        );
      }
      const door = new ArmDoor(environment);
      const made = { door, subscriptionId, location: settings["location"] ?? environment["ARM_LOCATION"] };
      provider = made;
      bound = new Map(RESOURCES.map((bind) => bind(made)).map((resource) => [resource.type, resource]));
    },

    resource: (type) => bound?.get(type),

    call(token) {
      const other = FUNCTIONS[token];
      if (other) return (given) => other(provider!, given);
      const resource = bound?.get(token.replace(/:get(\w+)$/, ":$1"));
      if (!resource || !/:get\w+$/.test(token)) return undefined;
      return (given) => {
        const missing = Object.keys(resource.arguments).filter(
          (name) => isPathArgument(resource, name) && given[name] === undefined,
        );
        if (missing.length > 0) throw new Error(`missing required property '${missing[0]}'`);
        return resource.get(given);
      };
    },
  };
}

function isPathArgument({ path }: ReturnType<Bind>, name: string): boolean {
  return pathArguments(path).includes(name);
}
