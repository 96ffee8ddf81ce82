import { checkDeployerPackages, deployerToken } from "../../../clients/azure/deployer-credential";
import { dynamicProvider } from "../../pulumi/adapter";
import { functionCodeProvider } from "./function-code.provider";
import { FunctionSites } from "./function-sites";

/** Required whole by the engine's provider process; nothing here is imported by name. */
export = dynamicProvider(
  functionCodeProvider,
  (config) =>
    new FunctionSites({
      token: () => deployerToken(config, process.env),
      checkPackages: checkDeployerPackages,
    }),
);
