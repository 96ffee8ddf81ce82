import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { CloudResource } from "./cloud-plugin";
import { changes } from "./diff";
import { messages } from "./proto";
import type { Properties } from "./wire";

/** Differences in the form of the protocol: which arguments, at which places, and whether they need a new resource. */
export function diffAnswer(resource: CloudResource, before: Properties, after: Properties): pb.DiffResponse {
  const answer = new messages.DiffResponse();
  const found = changes(resource.arguments, before, after);
  const { DiffChanges } = messages.DiffResponse;
  answer.setChanges(found.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  answer.setHasdetaileddiff(true);
  const top = (path: string) => path.split(/[.[]/)[0]!;
  answer.setDiffsList([...new Set(found.map(({ path }) => top(path)))]);
  answer.setReplacesList([...new Set(found.filter((one) => one.replaces).map(({ path }) => top(path)))]);
  const named = resource.autoname?.property;
  const ownName = named !== undefined && !(after["__defaults"] as string[]).includes(named);
  answer.setDeletebeforereplace(ownName && before[named] === after[named]);
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  for (const { path, kind, replaces } of found) {
    const detail = new messages.PropertyDiff();
    detail.setKind(kinds[kind][replaces ? 1 : 0]);
    detail.setInputdiff(true);
    answer.getDetaileddiffMap().set(path, detail);
  }
  return answer;
}
