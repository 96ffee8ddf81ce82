import { versionless } from "../versionless-href";

export interface LabelGroupFact {
  readonly href: string;
  readonly key: string;
  readonly name: string;
  readonly labels?: readonly { readonly href: string }[];
  readonly sub_groups?: readonly { readonly href: string }[];
}

/** Label groups with the labels in them and in the groups that they contain. */
export class LabelGroups {
  private readonly byHref = new Map<string, LabelGroupFact>();
  private readonly byName = new Map<string, LabelGroupFact>();

  constructor(groups: Iterable<LabelGroupFact>) {
    for (const group of groups) {
      this.byHref.set(versionless(group.href), group);
      this.byName.set(nameOf(group), group);
    }
  }

  /** Hrefs of the labels of the group of this key and name; undefined when there is no such group. */
  named(key: string, name: string): string[] | undefined {
    return this.labelsIn(this.byName.get(nameOf({ key, name })));
  }

  /** Hrefs of the labels of a group by its href, of any version; undefined when there is no such group. */
  labelsOf(href: string): string[] | undefined {
    return this.labelsIn(this.byHref.get(versionless(href)));
  }

  /** The key of the labels of a group. */
  keyOf(href: string): string | undefined {
    return this.byHref.get(versionless(href))?.key;
  }

  private labelsIn(top: LabelGroupFact | undefined): string[] | undefined {
    if (top === undefined) return undefined;
    const seen = new Set<LabelGroupFact>([top]);
    for (const group of seen) {
      for (const { href } of group.sub_groups ?? []) {
        const below = this.byHref.get(versionless(href));
        if (below !== undefined) seen.add(below);
      }
    }
    return [...seen].flatMap(({ labels = [] }) => labels.map(({ href }) => href));
  }
}

function nameOf({ key, name }: Pick<LabelGroupFact, "key" | "name">): string {
  return `${key}\0${name}`;
}
