// COUNT labels of one stack, which nothing makes wait for each other.
const { App, Stack } = require("aws-cdk-lib");
const { Secret } = require("aws-cdk-lib/aws-secretsmanager");
const { Label, PceConnection } = require("illumio-iac/cdk");

const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
const stack = new Stack(app, "Labels");
const setting = (name) => app.node.tryGetContext(name);

const connection = new PceConnection(stack, "Pce", {
  pce: {
    host: setting("pceHost"),
    port: Number(setting("pcePort")),
    orgId: Number(setting("pceOrgId")),
    secret: Secret.fromSecretCompleteArn(stack, "PceKey", setting("pceSecretArn")),
  },
});
for (let number = 1; number <= Number(setting("count")); number++)
  new Label(stack, `Label${number}`, { connection, key: "app", value: `app-${number}` });
