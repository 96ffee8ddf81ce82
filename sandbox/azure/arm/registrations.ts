import { CloudError } from "../../cloud/cloud-error";

/** Namespaces that every subscription may use. */
const ALWAYS = ["Microsoft.Authorization", "Microsoft.Resources"];

/** What a subscription of the sandbox is registered for when it is new. */
export const REGISTERED_AT_FIRST = [
  "Microsoft.Compute",
  "Microsoft.KeyVault",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.ResourceGraph",
  "Microsoft.Storage",
  "Microsoft.Web",
];

/** Which namespaces each subscription is registered for. */
export class Registrations {
  readonly #registered = new Set<string>();
  readonly #namespaces: ReadonlyMap<string, string>;

  constructor(namespaces: readonly string[]) {
    this.#namespaces = new Map(
      [...namespaces, ...REGISTERED_AT_FIRST, ...ALWAYS].map((namespace) => [
        namespace.toLowerCase(),
        namespace,
      ]),
    );
  }

  /** Those that the sandbox knows. */
  get namespaces(): string[] {
    return [...this.#namespaces.values()].sort();
  }

  /** The namespace in its own casing. @throws CloudError when the sandbox does not know it */
  known(namespace: string): string {
    const found = this.#namespaces.get(namespace.toLowerCase());
    if (found !== undefined) return found;
    throw new CloudError(
      "InvalidResourceNamespace",
      `The resource namespace '${namespace}' is invalid.`,
      404,
    );
  }

  register(subscription: string, namespace: string): void {
    this.#registered.add(keyOf(subscription, this.known(namespace)));
  }

  unregister(subscription: string, namespace: string): void {
    this.#registered.delete(keyOf(subscription, namespace));
  }

  has(subscription: string, namespace: string): boolean {
    const always = ALWAYS.some((one) => one.toLowerCase() === namespace.toLowerCase());
    return always || this.#registered.has(keyOf(subscription, namespace));
  }

  /** @throws CloudError `MissingSubscriptionRegistration` */
  check(subscription: string, namespace: string): void {
    if (this.has(subscription, namespace)) return;
    throw new CloudError(
      "MissingSubscriptionRegistration",
      `The subscription is not registered to use namespace '${this.known(namespace)}'. ` +
        "See https://aka.ms/rps-not-found for how to register subscriptions.",
      409,
    );
  }
}

function keyOf(subscription: string, namespace: string): string {
  return `${subscription} ${namespace}`.toLowerCase();
}
