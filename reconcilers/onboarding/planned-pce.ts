import { counted } from "../../core/counted";
import { whyKeysStay } from "./pairing-profile";
import { allOk, type Notes } from "./planned-action";
import type { PcePort } from "./ports";

/** A PCE that is read, and of which writes are noted down. */
export function plannedPce(pce: PcePort, notes: Notes): PcePort {
  return {
    get calls() {
      return pce.calls;
    },
    profile: () => pce.profile(),
    foundProfile: () => pce.foundProfile(),
    async makeKeys({ name }, count) {
      notes.add("PCE", `make ${counted(count, "key")} of the pairing profile ${name}`);
      return Array.from({ length: count }, () => "planned");
    },
    async revokeKeys(profile, ourLastKeyAt) {
      const why = whyKeysStay(profile, ourLastKeyAt);
      if (why === undefined) notes.add("PCE", `revoke the keys of the pairing profile ${profile.name}`);
      return why;
    },
    async workloads(machines) {
      const workloads = await pce.workloads(machines);
      for (const { labels } of workloads)
        for (const [key, { href, value }] of labels) notes.labels.set(href, `${key}=${value}`);
      return workloads;
    },
    async labels(wanted) {
      return notes.learn(await pce.labels(wanted));
    },
    async makeLabels(wanted) {
      const hrefs = [...wanted].map(
        ([key, values]) =>
          [key, new Map([...values].map((value) => [value, `planned ${key}=${value}`]))] as const,
      );
      for (const [key, values] of wanted)
        for (const value of values) notes.add("PCE", `create the label ${key}=${value}`);
      return notes.learn({ hrefs: new Map(hrefs), problems: new Map() });
    },
    async update(changes) {
      for (const [href, { labels, externalDataReference: vmId }] of changes) {
        const texts = labels?.map((label) => notes.labels.get(label) ?? label).sort();
        const what = texts === undefined ? "write its reference" : `give it the labels ${texts.join(", ")}`;
        notes.add("PCE", `workload ${href}: ${what}`, vmId);
      }
      return allOk(changes.keys());
    },
    async removeUnmanaged(hrefs) {
      for (const href of hrefs) notes.add("PCE", `remove the unmanaged workload ${href}`);
      return allOk(hrefs);
    },
    async unpair(workloads) {
      for (const { href, hostname } of workloads)
        notes.add("PCE", `unpair the VEN of ${hostname}, workload ${href}`);
      return allOk(workloads.map(({ href }) => href));
    },
  };
}
