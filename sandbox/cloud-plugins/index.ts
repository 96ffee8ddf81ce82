export { awsPluginDirectory } from "./aws/directory";
