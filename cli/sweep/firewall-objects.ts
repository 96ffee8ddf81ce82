import { type ConfigScope, entryPath, type RegisteredTable } from "../../clients/panos";
import { noteOfEntry } from "../../clients/panos/object-elements";
import { attribute, type XmlElement } from "../../clients/panos/xml";
import { canaryTag, type DagBindingDefinition, nameOfTable, TableIndex } from "../../core/dag";
import { PartialFailureError } from "../../core/errors";
import { anyNoteMark } from "../../core/ownership/note-mark";
import { type Claim, isClaimOf, isClaimWithin } from "../../core/reconcile/claim";
import { BindingTable } from "../../reconcilers/dag/apply/binding-table";
import { noteNameOf, type ObjectKind, objectPlaces } from "../../reconcilers/dag/objects/made-object";
import { removeObject } from "../../reconcilers/dag/objects/remove-object";
import type { Firewall } from "../../reconcilers/dag/plan/table-readings";
import type { Findings, FoundObject, KeptObject } from "./found";
import type { OwnerMatch } from "./owner-match";
import type { StateBinding, States } from "./states";

/** Which parts of a firewall or a Panorama are looked at. */
export interface SweptPlace {
  readonly name: string;
  readonly firewall: Firewall;
  readonly scopes: readonly ConfigScope[];
  readonly tables: readonly RegisteredTable[];
}

export interface SweepOptions {
  readonly match: (reference: string) => OwnerMatch;
  readonly states: States;
  /** The owner as the user named it: a stack, or one resource. */
  readonly owner: string;
  /** Declarations of the owner: a revision tag holds no more than a digest of its resource. */
  readonly declared: readonly DagBindingDefinition[];
}

/** Order of removal: an object goes before the objects that it uses. */
const ORDER: readonly ObjectKind[] = ["rule", "address group", "tag"];

/** Rules, address groups and tags with the mark of the owner, then the entries of those tags. */
export async function findFirewallObjects(place: SweptPlace, options: SweepOptions): Promise<Findings> {
  const found: FoundObject[] = [];
  const kept: KeptObject[] = [];
  for (const { scope, kind, container: path } of placesIn(place))
    for (const entry of await place.firewall.client.configuration.entries(path)) {
      const one = configObject({ place, options, kind, path, scope, entry });
      if (one && "remove" in one) found.push(one);
      else if (one) kept.push(one);
    }
  for (const table of place.tables) {
    const entries = await entriesOf(place, table, found, options);
    found.push(...entries.found);
    kept.push(...entries.kept);
  }
  return { found, kept };
}

/** Containers of all scopes, those of one kind and rulebase together. */
function placesIn({ scopes }: SweptPlace) {
  const places = scopes.flatMap((scope) =>
    objectPlaces(scope).map((place, position) => ({ ...place, scope, position })),
  );
  return places.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.position - b.position);
}

interface Seen {
  readonly place: SweptPlace;
  readonly options: SweepOptions;
  readonly kind: ObjectKind;
  readonly path: string;
  readonly scope: ConfigScope;
  readonly entry: XmlElement;
}

function configObject({
  place,
  options,
  kind,
  path,
  scope,
  entry,
}: Seen): FoundObject | KeptObject | undefined {
  const name = attribute(entry, "name") ?? "";
  const mark = anyNoteMark(noteOfEntry(entry, noteNameOf(kind)));
  const verdict = mark === undefined ? "other" : options.match(mark.owner);
  if (mark === undefined || verdict === "other") return undefined;
  const { owner: reference, adopted } = mark;
  const where = `${place.name}, ${"vsys" in scope ? scope.vsys : scope.deviceGroup}`;
  const holder = bindingsOf(place, options.states).find(({ made }) =>
    made.some((one) => one.kind === kind && one.name === name && one.container === path),
  );
  const source = holder?.source ?? options.states.holderOfMark((one) => one === reference, mark);
  if (source !== undefined) return { kind, name, where, reason: `${source} has it` };
  if (verdict === "unclear")
    return {
      kind,
      name,
      where,
      reason: `its mark was too long and is a digest (${reference}): name the whole owner`,
    };
  const { configuration } = place.firewall.client;
  const takeOff = async (isLeft: boolean) => {
    const object = { kind, name, container: path, ...(isLeft && { adopted: true }) };
    const outcome = await removeObject(configuration, object, [reference]);
    if (outcome === "left alone")
      throw new PartialFailureError(
        "sweep",
        [{ item: entryPath(path, name), reason: `lost the mark ${mark.text}` }],
        0,
      );
  };
  return {
    kind,
    name,
    where,
    reference,
    action: adopted ? "release" : "remove",
    usedBy: [],
    remove: () => takeOff(false),
    release: () => takeOff(true),
  };
}

/** Bindings of the states that are on this firewall, by the name of the connection or by a host. */
function bindingsOf({ name, firewall }: SweptPlace, { bindings }: States): StateBinding[] {
  const { hosts } = firewall.client.connection;
  return bindings.filter(
    ({ definition, hosts: recorded }) =>
      definition.target.firewall === name || recorded.some((host) => hosts.includes(host)),
  );
}

/**
 * Entries of the owner in one table. A revision tag holds only a digest of the resource, so the owner of entries is
 * recognised by the owner that was named, by the tag object that carries a mark, or by a declaration that is given.
 */
async function entriesOf(
  place: SweptPlace,
  table: RegisteredTable,
  objects: readonly FoundObject[],
  { owner, states, declared }: SweepOptions,
): Promise<Findings> {
  const entries = await place.firewall.client.registeredAddresses(table);
  const index = new TableIndex(entries);
  const where = `${place.name}, ${nameOfTable(table)}`;
  const found: FoundObject[] = [];
  const kept: KeptObject[] = [];
  const held = bindingsOf(place, states);
  const marked = new Map(
    objects.filter(({ kind }) => kind === "tag").map(({ name, reference }) => [name, reference] as const),
  );
  const owners = [owner, ...declared.map((one) => one.owner), ...marked.values()];
  const tags = new Set([...marked.keys(), ...declared.map(({ tag }) => tag), ...index.claimedTags()]);
  for (const tag of [...tags].sort()) {
    const { own, revisions, begun, former } = index.observed(tag);
    const claims = revisions.length + begun.length > 0 ? [...revisions, ...begun] : former;
    if (own.size + claims.length === 0) continue;
    const holder =
      held.find(({ definition }) => definition.tag === tag)?.source ?? holderOfAny(claims, states);
    const reference =
      claims.length === 0
        ? marked.get(tag)
        : (owners.find((one) => claims.every((claim) => isClaimOf(claim, [one]))) ??
          (claims.every((claim) => isClaimWithin(claim, owner)) ? owner : undefined));
    const base = { kind: "entries", name: tag, where } as const;
    if (holder !== undefined) kept.push({ ...base, reason: `${holder} has a binding of this tag` });
    else if (reference === undefined)
      kept.push({
        ...base,
        reason:
          "whose they are is a digest only: name their declaration with --bindings, or the whole resource with --owner",
      });
    else
      found.push({
        ...base,
        reference,
        action: "remove",
        usedBy: [],
        addresses: own.size,
        remove: () => unregister(place.firewall, table, tag),
        ...(claims.length > 0 && { release: () => unclaim(place.firewall, table, tag, reference) }),
      });
  }
  return { found, kept };
}

function holderOfAny(claims: readonly Claim[], states: States): string | undefined {
  for (const claim of claims) {
    const holder = states.holderOfMark((owner) => isClaimOf(claim, [owner]), claim);
    if (holder !== undefined) return holder;
  }
  return undefined;
}

/** Removes the claim to the tag, and what is recorded of a former one; the addresses keep the tag. */
async function unclaim(
  { client }: Firewall,
  table: RegisteredTable,
  tag: string,
  reference: string,
): Promise<void> {
  const system = new BindingTable(client, table, { name: tag, tag, persistent: true });
  const { claims } = await system.observe();
  for (const claim of claims)
    if (claim.stage === "former" || isClaimOf(claim, [reference]) || isClaimWithin(claim, reference))
      await system.removeClaim(claim);
}

/** Removes the addresses first, then what is registered at the revision address, as a destroy does. */
async function unregister({ client }: Firewall, table: RegisteredTable, tag: string): Promise<void> {
  const index = new TableIndex(await client.registeredAddresses(table));
  const { own, revisions, begun, former } = index.observed(tag);
  const canary = index.observed(canaryTag(tag)).own;
  const updates = [
    ...[...own.values()].map(({ written }) => ({ address: written, tag })),
    ...[...canary.values()].map(({ written }) => ({ address: written, tag: canaryTag(tag) })),
    ...[...revisions, ...begun, ...former].map(({ at, mark }) => ({ address: at, tag: mark })),
  ];
  for (let start = 0; start < updates.length; start += MOST_IN_A_MESSAGE) {
    const piece = updates.slice(start, start + MOST_IN_A_MESSAGE);
    const refused = await client.updateTags(table, { kind: "unregister", updates: piece });
    if (refused.length === 0) continue;
    const failures = refused.map(({ address, message }) => ({
      item: `unregister ${address}`,
      reason: message,
    }));
    throw new PartialFailureError(`entries of ${tag}`, failures, start + piece.length - refused.length);
  }
}

const MOST_IN_A_MESSAGE = 500;
