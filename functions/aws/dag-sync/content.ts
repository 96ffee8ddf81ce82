import { Checks, having, list, record, required, text } from "../../../core/checks";
import { checkDagSync, DAG_SYNC_FILE, type DagSyncContent } from "../../../core/contracts/aws/dag-sync";
import { secretArn } from "../../../core/contracts/aws/secret-arn";
import type { DagBindingDefinition } from "../../../core/dag";
import { ConfigurationError } from "../../../core/errors";

/** Firewalls and bindings that a component gave the function. */
export type Content = Omit<DagSyncContent, "version">;

/** A text that holds content, and its name in messages. */
export interface ContentText {
  readonly source: string;
  readonly text: string;
}

/** The file beside the function's code, as one text. */
export function fileContent(text: string): ContentText {
  return { source: `${DAG_SYNC_FILE} beside the function's code`, text };
}

/** A parameter of AWS Systems Manager. */
export function parameterContent(name: string, text: string): ContentText {
  return { source: `parameter ${name}`, text };
}

const ADVICE = "Deploy code and bindings together";

const ANY_TEXT = required(text({ longest: Number.POSITIVE_INFINITY, empty: true }));

/** The properties that the checks of a definition need; a changed definition no longer matches its revision. */
const DEFINITION = having<DagBindingDefinition>({
  name: ANY_TEXT,
  tag: ANY_TEXT,
  owner: ANY_TEXT,
  revision: ANY_TEXT,
  target: required(having({ firewall: ANY_TEXT })),
});

const CONTENT = required(
  having<DagSyncContent>({
    version: required((value, checks) => (value === 1 ? value : checks.must("be 1", value))),
    firewalls: required(record(required(secretArn()))),
    bindings: required(list(DEFINITION, { least: 1 })),
  }),
);

/**
 * Puts the content of one text or of several together, and checks it alone and as a whole.
 *
 * @throws ConfigurationError that lists everything wrong with a text, or with all of them together
 */
export function readContent(texts: readonly ContentText[]): Content {
  const contents = texts.map(readOne);
  const firewalls = Object.assign({}, ...contents.map((content) => content.firewalls));
  const bindings = contents.flatMap((content) => content.bindings);
  const checks = Checks.start();
  checkDagSync(new Map(bindings.entries()), firewalls, checks.at("bindings"));
  checks.throwIfAny(texts.map(({ source }) => source).join(", "), ADVICE);
  return { firewalls, bindings };
}

function readOne({ source, text }: ContentText): DagSyncContent {
  const checks = Checks.start();
  const content = checks.read(parse(source, text), CONTENT);
  checks.throwIfAny(source, ADVICE);
  return content;
}

function parse(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(source, `must be JSON (${(error as Error).message})`);
  }
}
