import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { NamePlace } from "../../shared/azure/physical-names";

/** The subscription in which the provider of a component works. */
export function subscriptionOf(component: pulumi.ComponentResource): pulumi.Output<string> {
  return authorization.getClientConfigOutput({ parent: component }).subscriptionId;
}

/** What the names in Azure of a component's resources are made of. */
export function namePlace(name: string, subscriptionId: pulumi.Output<string>): pulumi.Output<NamePlace> {
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return subscriptionId.apply((subscription) => ({ subscriptionId: subscription, project, stack, name }));
}
