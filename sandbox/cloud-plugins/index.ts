export { awsPluginDirectory } from "./aws/directory";
export { azurePluginDirectory } from "./azure/directory";
