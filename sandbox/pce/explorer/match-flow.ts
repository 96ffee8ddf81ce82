import { canonicalAddress } from "../addresses";
import { invalidUri } from "../pce-error";
import type { PceStore } from "../pce-store";
import type { WorkloadRow } from "../workloads/workload-row";
import type { Actor, ServiceCondition, TrafficQuery } from "./traffic-query";

/** An end of a flow with what the PCE knows about its address. */
export interface End {
  readonly address: string;
  readonly workload: WorkloadRow | undefined;
}

export interface Flow {
  readonly source: End;
  readonly destination: End;
  readonly port: number;
  readonly protocol: number;
}

/** The test that a query asks for. @throws PceError 406 `invalid_uri` for a reference to nothing */
export function matchingFlow(store: PceStore, query: TrafficQuery): (flow: Flow) => boolean {
  const sources = compileEnds(store, query.sources);
  const destinations = compileEnds(store, query.destinations);
  const services = query.services;
  const either = query.sources_destinations_query_op === "or";
  return ({ source, destination, port, protocol }) => {
    if (sources.excludes(source) || destinations.excludes(destination)) return false;
    const fromFits = sources.includes(source);
    const toFits = destinations.includes(destination);
    if (either ? !(fromFits || toFits) : !(fromFits && toFits)) return false;
    const serves = (condition: ServiceCondition): boolean => servesOn(condition, port, protocol);
    return (services.include.length === 0 || services.include.some(serves)) && !services.exclude.some(serves);
  };
}

function compileEnds(store: PceStore, { include, exclude }: TrafficQuery["sources"]) {
  const groups = include.map((group) => group.map((actor) => compileActor(store, actor)));
  const excluded = exclude.map((actor) => compileActor(store, actor));
  return {
    includes: (end: End) => groups.length === 0 || groups.some((group) => group.every((test) => test(end))),
    excludes: (end: End) => excluded.some((test) => test(end)),
  };
}

function compileActor(store: PceStore, actor: Actor): (end: End) => boolean {
  if (actor.label !== undefined) {
    const { href } = existing(store, "labels", actor.label.href);
    return ({ workload }) => workload?.labels.includes(href) ?? false;
  }
  if (actor.workload !== undefined) {
    const { href } = existing(store, "workloads", actor.workload.href);
    return ({ workload }) => workload?.href === href;
  }
  if (actor.ip_address !== undefined) {
    const text = typeof actor.ip_address === "string" ? actor.ip_address : actor.ip_address.value;
    const wanted = canonicalAddress(text);
    return ({ address }) => address === wanted;
  }
  if (actor.actors !== undefined) return ({ workload }) => workload !== undefined;
  if (actor.transmission !== undefined)
    return ({ address }) => transmissionTo(address) === actor.transmission;
  const policyObject = actor.ip_list ?? actor.label_group;
  if (policyObject !== undefined) throw invalidUri(policyObject.href);
  return () => false;
}

function existing(store: PceStore, path: string, href: string): { href: string } {
  const row = store.table(path).get(href);
  if (row === undefined) throw invalidUri(href);
  return row;
}

export function transmissionTo(address: string): "unicast" | "broadcast" | "multicast" {
  if (address === "255.255.255.255") return "broadcast";
  const first = Number(address.split(".")[0]);
  return (first >= 224 && first <= 239) || address.startsWith("ff") ? "multicast" : "unicast";
}

function servesOn(condition: ServiceCondition, port: number, protocol: number): boolean {
  if (condition.process_name !== undefined || condition.windows_service_name !== undefined) return false;
  if (condition.proto !== undefined && condition.proto !== -1 && condition.proto !== protocol) return false;
  const { port: from, to_port: to = from } = condition;
  return from === undefined || (port >= from && port <= to!);
}
