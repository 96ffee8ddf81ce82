import { prepareOnboarding, type Sandbox } from "illumio-iac-sandbox";
import { PceClient } from "../../../clients/pce";

/** Groups that rules of the policy package use. */
export const GROUPS = ["azure-shop", "azure-web"] as const;

/** What administrators set up before anything is onboarded, and the settings of the program that uses it. */
export class OnboardingWorld {
  readonly pce: PceClient;

  private constructor(readonly sandbox: Sandbox) {
    this.pce = new PceClient({ ...sandbox.pce });
  }

  static async make(sandbox: Sandbox): Promise<OnboardingWorld> {
    await prepareOnboarding(sandbox);
    return new OnboardingWorld(sandbox);
  }

  /** Settings of the program. */
  get config(): Readonly<Record<string, string>> {
    const { azure, azurePlaces, checkPoint, serviceNow } = this.sandbox;
    const settings = {
      subscriptionId: azure.subscriptionId,
      resourceGroup: azurePlaces.resourceGroupName,
      location: azure.location,
      vaultId: azurePlaces.pceSecretVaultId,
      checkPointServer: checkPoint.host,
      checkPointPort: String(checkPoint.port),
      serviceNowInstance: serviceNow.host,
      serviceNowPort: String(serviceNow.port),
    };
    return Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`azure-onboarding:${key}`, value]),
    );
  }

  close(): Promise<void> {
    return this.pce.close();
  }
}
