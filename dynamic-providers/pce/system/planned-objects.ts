import type { NewWorkload } from "../../../clients/pce";
import type { LabelHrefs, LabelValues } from "./label-sets";

/** A workload as the program of a preview will create or change it. */
export interface PlannedWorkload {
  /** Name of the workload in messages. */
  readonly title: string;
  /** Href of an existing workload. One that is to be created may exist already too, under its hostname or name. */
  readonly href?: string;
  /** The fields that are sent, as the PCE names them; values that a preview cannot know are left out. */
  readonly changes: NewWorkload;
  /** Left out where the labels stay as they are. */
  readonly labels?: {
    readonly wanted: LabelValues;
    readonly written: LabelHrefs;
    readonly exclusive: boolean;
  };
  /**
   * What a preview cannot know of it. `addresses`: its addresses. `labels`: also which labels it will carry. `online`:
   * only whether it will be online, because the PCE decides that for a new workload when the program does not.
   */
  readonly unknown?: "addresses" | "labels" | "online";
}

/**
 * What the program of a preview will create and change, as far as the provider process knows yet. Empty in every other
 * run.
 */
export class PlannedObjects {
  /** Grows with everything that is added. */
  version = 0;
  private readonly leaving = new Set<string>();
  private readonly known = {
    labels: new Map<string, readonly [key: string, value: string]>(),
    renamedLabels: new Map<string, string>(),
    workloads: new Map<string, PlannedWorkload>(),
  };

  /** Labels that the program declares, whether the PCE has them already or not. */
  get labels(): Iterable<readonly [key: string, value: string]> {
    return this.known.labels.values();
  }

  /** Href of a label that exists → its value after the run. */
  get renamedLabels(): ReadonlyMap<string, string> {
    return this.known.renamedLabels;
  }

  get workloads(): Iterable<PlannedWorkload> {
    return this.known.workloads.values();
  }

  /** Notes that an existing object is renamed or replaced in this run. */
  leave(href: string): void {
    this.leaving.add(href);
  }

  /** Whether an existing object makes room for another resource in this run. */
  isLeaving(href: string): boolean {
    return this.leaving.has(href);
  }

  hasLabel(key: string, value: string): boolean {
    return this.known.labels.has(`${key}=${value}`);
  }

  addLabel(key: string, value: string): void {
    this.known.labels.set(`${key}=${value}`, [key, value]);
    this.version += 1;
  }

  renameLabel(href: string, value: string): void {
    this.known.renamedLabels.set(href, value);
    this.version += 1;
  }

  /** @param owner of the resource; an earlier plan for it no longer counts */
  setWorkload(owner: string, workload: PlannedWorkload): void {
    this.known.workloads.set(owner, workload);
    this.version += 1;
  }
}
