import { type App, Aspects, CfnResource, type Stage, Validations } from "aws-cdk-lib";
import * as nag3 from "cdk-nag";
import * as nag2 from "cdk-nag-2";
import type { IConstruct } from "constructs";

/** Findings as lines `<path of the resource> <rule>[<finding>]`, sorted. */
export interface Findings {
  /** What the packs find if nothing is acknowledged. */
  readonly all: readonly string[];
  /** What the packs report. */
  readonly open: readonly string[];
  /** What is acknowledged, whether it is found or not. */
  readonly acknowledged: readonly string[];
}

/**
 * What both majors of cdk-nag find in an app by the packs AwsSolutions and Serverless. The app is synthesized once: cdk-nag 2
 * looks at it then, and cdk-nag 3 afterwards.
 *
 * @param stages those below the app, because an aspect does not reach into them
 */
export function nagFindings(app: App, stages: readonly Stage[] = []): { major2: Findings; major3: Findings } {
  const log = new Log();
  const props = { reports: false, additionalLoggers: [log] };
  for (const root of [app, ...stages])
    for (const pack of [new nag2.AwsSolutionsChecks(props), new nag2.ServerlessChecks(props)])
      Aspects.of(root).add(pack);
  app.synth({ force: true });
  const resources = app.node.findAll().filter((one) => CfnResource.isCfnResource(one));
  return {
    major2: {
      all: [...log.open, ...log.suppressed].sort(),
      open: log.open.sort(),
      acknowledged: resources.flatMap(suppressed).sort(),
    },
    major3: {
      all: violations(app, (pack) => Object.assign(pack, { isAcknowledged: () => false })),
      open: violations(app),
      acknowledged: app.node.findAll().flatMap(acknowledged).sort(),
    },
  };
}

class Log implements nag2.INagLogger {
  readonly open: string[] = [];
  readonly suppressed: string[] = [];

  onNonCompliance = (data: nag2.NagLoggerNonComplianceData): void => {
    this.open.push(line(data.resource, data.ruleId, data.findingId));
  };
  onSuppressed = (data: nag2.NagLoggerSuppressedData): void => {
    this.suppressed.push(line(data.resource, data.ruleId, data.findingId));
  };
  onError = (data: nag2.NagLoggerErrorData): void => {
    this.open.push(`${line(data.resource, data.ruleId)} fails: ${data.errorMessage}`);
  };
  onSuppressedError = this.onError;
  onCompliance = (): void => {};
  onNotApplicable = (): void => {};
}

function violations(app: App, change: (pack: nag3.NagPack) => void = () => {}): string[] {
  return [new nag3.AwsSolutionsChecks(app), new nag3.ServerlessChecks(app)]
    .flatMap((pack) => {
      change(pack);
      return pack.validateScope(app).violations;
    })
    .flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}`),
    )
    .sort();
}

function line(resource: IConstruct, rule: string, finding = ""): string {
  return `${resource.node.path} ${rule}${finding && `[${finding}]`}`;
}

interface Suppressions {
  readonly rules_to_suppress: readonly { readonly id: string; readonly applies_to?: readonly string[] }[];
}

function suppressed(resource: CfnResource): string[] {
  const metadata = resource.getMetadata("cdk_nag") as Suppressions | undefined;
  return (metadata?.rules_to_suppress ?? []).flatMap(({ id, applies_to = [""] }) =>
    applies_to.map((finding) => line(resource, id, finding)),
  );
}

function acknowledged(construct: IConstruct): string[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as object))
    .map((id) => line(construct, id.replace(/^annotation::/i, "")));
}
