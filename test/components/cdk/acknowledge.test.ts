import {
  App,
  AspectPriority,
  Aspects,
  CfnResource,
  type IAspect,
  NestedStack,
  Stack,
  Stage,
  Validations,
} from "aws-cdk-lib";
import type * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import { NagSuppressions } from "cdk-nag-2";
import { Construct } from "constructs";
import { type Acknowledgement, acknowledge } from "../../../components/cdk/acknowledge";
import { plainLogGroupArn } from "../../../components/cdk/log-group-arn";
import { serviceRole } from "../../../components/cdk/service-role";
import { functionTrust, writeOwnLog } from "../../../components/shared/aws/function-policies";
import { policy } from "../../../components/shared/aws/policy-document";
import { nagFindings } from "./nag";
import { FLAGS } from "./synth";

const STREAMS: Acknowledgement = {
  rule: "AwsSolutions-IAM5",
  finding: "Resource::{group}:*",
  at: ["Role/Policy"],
  reason: "It writes into its own log group only.",
};

/** A role that writes into a log group, its own or another one, which cdk-nag finds. */
class Writer extends Construct {
  readonly group: logs.ILogGroup;
  readonly policy: iam.CfnPolicy;

  constructor(scope: Construct, id: string, { group, rows = [STREAMS] }: WriterProps = {}) {
    super(scope, id);
    this.group = group ?? new logs.LogGroup(this, "Group", { retention: 30 });
    const arn = plainLogGroupArn(this.group);
    const role = serviceRole(this, "Role", {
      description: "Writes",
      trust: functionTrust(),
      policy: policy(writeOwnLog(arn)),
      permissionsBoundary: undefined,
    });
    this.policy = role.node.findChild("Policy") as iam.CfnPolicy;
    acknowledge(this, rows, { group: arn });
  }
}

afterEach(() => {
  jest.restoreAllMocks();
});

interface WriterProps {
  readonly group?: logs.ILogGroup;
  readonly rows?: readonly Acknowledgement[];
}

function appWith(flags: Record<string, unknown> = FLAGS.none): App {
  return new App({
    context: { ...flags },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
}

/** Gives the log group of a writer another logical id. */
class Rename implements IAspect {
  visit(construct: Construct): void {
    if (CfnResource.isCfnResource(construct) && construct.cfnResourceType === "AWS::Logs::LogGroup")
      construct.overrideLogicalId("Renamed");
  }
}

const LOG_GROUP = "arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group";
const streams = (path: string, group: string) =>
  `${path}/Role/Policy AwsSolutions-IAM5[Resource::${LOG_GROUP}:${group}:*]`;
/** For a reference whose text is a matter of feature flags and holds digests. */
const streamsLike = (path: string, group: string): string =>
  expect.stringMatching(
    `^${path}/Role/Policy AwsSolutions-IAM5\\[Resource::${LOG_GROUP}:.*${group}.*:\\*\\]$`,
  );

/** Makes writers in an app; gives the stages below it and the findings. */
const PLACES: Record<string, (app: App) => { stages?: Stage[]; findings: string[] }> = {
  "twice in one stack": (app) => {
    const stack = new Stack(app, "Stack");
    for (const id of ["One", "Two"]) new Writer(stack, id);
    return {
      findings: [streams("Stack/One", "<OneGroupE5E775C8>"), streams("Stack/Two", "<TwoGroup2A66C895>")],
    };
  },
  "in a nested stack": (app) => {
    new Writer(new NestedStack(new Stack(app, "Stack"), "Nested"), "One");
    return { findings: [streams("Stack/Nested/One", "<OneGroupE5E775C8>")] };
  },
  "in a stage": (app) => {
    const stage = new Stage(app, "Stage");
    new Writer(new Stack(stage, "Stack"), "One");
    return { stages: [stage], findings: [streams("Stage/Stack/One", "<OneGroupE5E775C8>")] };
  },
  "with an overridden logical id": (app) => {
    const { group } = new Writer(new Stack(app, "Stack"), "One");
    (group.node.defaultChild as CfnResource).overrideLogicalId("Own");
    return { findings: [streams("Stack/One", "<Own>")] };
  },
  "with a logical id that a mutating aspect overrides": (app) => {
    new Writer(new Stack(app, "Stack"), "One");
    Aspects.of(app).add(new Rename(), { priority: AspectPriority.MUTATING });
    return { findings: [streams("Stack/One", "<Renamed>")] };
  },
  "with a log group of another stack": (app) => {
    const group = new logs.LogGroup(new Stack(app, "Other"), "Group", { retention: 30 });
    new Writer(new Stack(app, "Stack"), "One", { group });
    return { findings: [streamsLike("Stack/One", "Other.*Ref.*Group")] };
  },
  "in a nested stack with a log group of its parent": (app) => {
    const stack = new Stack(app, "Stack");
    const group = new logs.LogGroup(stack, "Group", { retention: 30 });
    new Writer(new NestedStack(stack, "Nested"), "One", { group });
    return { findings: [streamsLike("Stack/Nested/One", "<referencetoStackGroup.*Ref>")] };
  },
};

describe.each(Object.entries(FLAGS))("with %s feature flags", (_name, flags) => {
  test.each(Object.entries(PLACES))(
    "the finding of a construct %s is acknowledged with its id",
    (_place, make) => {
      const app = appWith(flags);
      const { stages, findings } = make(app);
      const { major2, major3 } = nagFindings(app, stages);
      expect(major3.all).toEqual(findings);
      expect(major3.acknowledged).toEqual(expect.arrayContaining([...major3.all]));
      expect([...major2.open, ...major3.open]).toEqual([]);
      expect(major2.all).toHaveLength(findings.length);
    },
  );
});

test("an aspect of default priority may override a logical id before cdk-nag looks", () => {
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One");
  Aspects.of(app).add(new Rename());
  const { major2, major3 } = nagFindings(app);
  expect(major2.all).toEqual([streams("Stack/One", "<Renamed>")]);
  expect([...major2.open, ...major3.open]).toEqual([]);
});

test("a finding that no row names stays open", () => {
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One", { rows: [{ ...STREAMS, finding: "Resource::*" }] });
  const { major2, major3 } = nagFindings(app);
  const findings = [streams("Stack/One", "<OneGroupE5E775C8>")];
  expect(major2.open).toEqual(findings);
  expect(major3.open).toEqual(findings);
});

test("only the resource at the path of a row is acknowledged", () => {
  const app = appWith();
  const stack = new Stack(app, "Stack");
  new Writer(stack, "One", { rows: [{ ...STREAMS, at: ["Role", "Other/Policy"] }] });
  const { major2, major3 } = nagFindings(app);
  expect(major2.open).toHaveLength(1);
  expect(major3.open).toHaveLength(1);
  expect(major3.acknowledged).toEqual([
    streams("Stack/One", "<OneGroupE5E775C8>").replace("/Policy", "/Resource"),
  ]);
});

test("a value that is a list gives a finding each, and one that is given twice a single one", () => {
  const app = appWith();
  const stack = new Stack(app, "Stack");
  const scope = new Construct(stack, "Scope");
  const resource = new CfnResource(scope, "Thing", { type: "AWS::SNS::Topic" });
  const rows = [{ rule: "A-B1", finding: "{of}/{names}", at: ["Thing"], reason: "It is a test of values." }];
  acknowledge(scope, rows, { of: resource.ref, names: ["one", "two", "one"] });
  app.synth();
  expect(resource.getMetadata("cdk_nag").rules_to_suppress[0].applies_to).toEqual([
    "<ScopeThingABF22C36>/one",
    "<ScopeThingABF22C36>/two",
  ]);
});

test("a row that names a value which its construct does not give is an error", () => {
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One", { rows: [{ ...STREAMS, finding: "Resource::{bucket}" }] });
  expect(() => app.synth()).toThrow("A finding names {bucket}, for which Stack/One gives no value.");
});

test("a finding is acknowledged for cdk-nag 3 when Validations refuses its id, as in aws-cdk-lib 2.257.0", () => {
  const reserved = "The '::' delimiter is reserved for separating the prefix from the rule name";
  jest.spyOn(Validations.prototype, "acknowledge").mockImplementation(({ id }) => {
    throw new Error(`Invalid validation rule ID '${id}'. ${reserved}`);
  });
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One");
  const { major3 } = nagFindings(app);
  expect(major3.open).toEqual([]);
  expect(major3.acknowledged).toEqual([streams("Stack/One", "<OneGroupE5E775C8>")]);
});

test("another failure of Validations is an error", () => {
  jest.spyOn(Validations.prototype, "acknowledge").mockImplementation(() => {
    throw new Error("broken");
  });
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One");
  expect(() => app.synth()).toThrow("broken");
});

test("what a program suppresses and acknowledges itself stays", () => {
  const app = appWith();
  const { policy: own } = new Writer(new Stack(app, "Stack"), "One");
  const theirs = { id: "AwsSolutions-S1", reason: "A reason of the program." };
  NagSuppressions.addResourceSuppressions(own, [theirs]);
  Validations.of(own).acknowledge(theirs);
  const { major2, major3 } = nagFindings(app);
  const expected = [streams("Stack/One", "<OneGroupE5E775C8>"), "Stack/One/Role/Policy AwsSolutions-S1"];
  expect(major2.acknowledged).toEqual(expected);
  expect(major3.acknowledged).toEqual(expected);
});

test("the template holds the metadata of cdk-nag 2, and a second synthesis adds nothing", () => {
  const app = appWith();
  new Writer(new Stack(app, "Stack"), "One");
  const template = () => app.synth({ force: true }).getStackByName("Stack").template;
  const [found] = Object.values(template().Resources as Record<string, CfnJson>).filter(
    ({ Type }) => Type === "AWS::IAM::Policy",
  );
  expect(found?.Metadata["cdk_nag"]).toEqual({
    rules_to_suppress: [
      {
        id: STREAMS.rule,
        reason: STREAMS.reason,
        applies_to: [`Resource::${LOG_GROUP}:<OneGroupE5E775C8>:*`],
      },
    ],
  });
  expect(template()).toEqual(template());
  expect(nagFindings(app).major3.acknowledged).toHaveLength(1);
});

interface CfnJson {
  readonly Type: string;
  readonly Metadata: Record<string, unknown>;
}
