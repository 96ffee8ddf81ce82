import { ipv4RangeText } from "../addresses/ipv4-ranges";
import { type Claim, isClaimOf, readAnyClaim, readClaim } from "../reconcile/claim";
import { isNetworkRuleName, rangeOfName } from "./rule-names";
import { isAzureServices, placeKey, type SqlRule } from "./sql-rule";

/** What a server has of one declaration, and beside it. */
export interface ObservedFirewall {
  /** Rules within the names of the declaration, whatever they admit, by kind and name. */
  readonly own: ReadonlyMap<string, SqlRule>;
  /** Marker rules of declarations in force, each at the address of the rule: one, unless a run was cut off. */
  readonly revisions: readonly Claim[];
  /** Marker rules of claims that were begun and not finished. */
  readonly begun: readonly Claim[];
  /** Marker rules of claims that were handed over and may be given back. */
  readonly former: readonly Claim[];
  /** Rules that admit services of all tenants of Azure, but for own ones. */
  readonly azureServices: readonly SqlRule[];
  /** Rules that no declaration on this server owns, but for those of Azure services. */
  readonly unowned: readonly SqlRule[];
}

/** The rules of a server, read once for all declarations. */
export class ObservedServer {
  /** IP rules of the server, which its limit counts. */
  readonly ipRules: number;
  readonly #rules: ReadonlyMap<string, SqlRule>;
  /** Subjects to which the server holds a claim of any owner, finished or not. */
  readonly #subjects: readonly string[];

  constructor(rules: Iterable<SqlRule>) {
    this.#rules = new Map(Array.from(rules, (rule) => [placeKey(rule), rule]));
    const ip = [...this.#rules.values()].filter((rule) => rule.kind === "ip");
    this.ipRules = ip.length;
    this.#subjects = [...new Set(ip.flatMap(({ name }) => readAnyClaim(name)?.subject ?? []))];
  }

  /** The rule at a key of kind and name ({@link placeKey}), whatever it admits. */
  at(key: string): SqlRule | undefined {
    return this.#rules.get(key);
  }

  has(key: string): boolean {
    return this.#rules.has(key);
  }

  rules(): readonly SqlRule[] {
    return [...this.#rules.values()];
  }

  /** @param subject beginning of the names of the declaration */
  observed(subject: string): ObservedFirewall {
    const all = [...this.#rules];
    const claims = all.flatMap(([, rule]) => claimsIn(subject, rule));
    const at = (stage: Claim["stage"]) => claims.filter((claim) => claim.stage === stage);
    const marks = new Set(claims.map(({ mark }) => mark));
    const others = all
      .map(([, rule]) => rule)
      .filter((rule) => !isOf(subject, rule) && !marks.has(rule.name));
    return {
      own: new Map(all.filter(([, rule]) => isOf(subject, rule))),
      revisions: at("in-force"),
      begun: at("begun"),
      former: at("former"),
      azureServices: others.filter((rule) => isAzureServices(rule) && !this.#isOwned(rule)),
      unowned: others.filter((rule) => !isAzureServices(rule) && !this.#isOwned(rule)),
    };
  }

  /** Subjects, except the given one, to which one of these owners has begun a claim and not finished it. */
  begunElsewhere(subject: string, owners: readonly string[]): string[] {
    const claims = [...this.#rules.values()].flatMap(({ kind, name }) =>
      kind === "ip" ? (readAnyClaim(name) ?? []) : [],
    );
    const begun = claims.filter((claim) => claim.stage === "begun" && isClaimOf(claim, owners));
    return [...new Set(begun.map((claim) => claim.subject))].filter((one) => one !== subject).sort();
  }

  /** Whether a rule is of a declaration that has a claim on this server, or is such a claim. */
  #isOwned(rule: SqlRule): boolean {
    return this.#subjects.some((subject) => isOf(subject, rule) || claimsIn(subject, rule).length > 0);
  }
}

function isOf(subject: string, { kind, name }: SqlRule): boolean {
  return kind === "ip" ? rangeOfName(subject, name) !== undefined : isNetworkRuleName(subject, name);
}

function claimsIn(subject: string, rule: SqlRule): Claim[] {
  const claim = rule.kind === "ip" ? readClaim(subject, rule.name, ipv4RangeText(rule)) : undefined;
  return claim === undefined ? [] : [claim];
}
