import { versionless } from "../versionless-href";
import type { IpListFact, PolicyFacts } from "./facts";
import { Inventory } from "./inventory";
import { type ReadIpList, readIpList } from "./ip-lists";
import { LabelIndex } from "./label-index";
import { type RuleSet, readRuleSets } from "./rules";
import { type ServicePorts, servicePorts } from "./services";
import { VirtualServices } from "./virtual-services";

/** The policy and the inventory of a PCE, read once for any number of providers. */
export class PolicyIndex {
  readonly labels: LabelIndex;
  readonly inventory: Inventory;
  readonly virtualServices: VirtualServices;
  readonly ruleSets: readonly RuleSet[];
  private readonly ipLists = new Map<string, IpListFact>();
  private readonly readIpLists = new Map<string, ReadIpList>();

  private constructor(readonly facts: PolicyFacts) {
    this.labels = new LabelIndex(facts);
    this.inventory = new Inventory(facts, this.labels);
    const services = new Map<string, ServicePorts>();
    for (const service of facts.services) services.set(versionless(service.href), servicePorts(service));
    const service = (href: string) => services.get(versionless(href));
    this.virtualServices = new VirtualServices(facts, this.labels, service);
    this.ruleSets = readRuleSets(facts.ruleSets, { labels: this.labels, service });
    for (const list of facts.ipLists) this.ipLists.set(versionless(list.href), list);
  }

  static of(facts: PolicyFacts): PolicyIndex {
    return new PolicyIndex(facts);
  }

  /** @param href without version */
  ipList(href: string): ReadIpList | undefined {
    const known = this.readIpLists.get(href);
    const fact = this.ipLists.get(href);
    if (known !== undefined || fact === undefined) return known;
    const read = readIpList(fact);
    this.readIpLists.set(href, read);
    return read;
  }
}
