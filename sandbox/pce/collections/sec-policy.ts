import type { Collection, PceAnswer, PceRequest } from "../collection";
import { methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { dependenciesJson, missingDependencies, type Operation } from "../policy/dependencies";
import { modifiedObjects } from "../policy/modified-objects";
import { chosen, pendingChanges, pendingJson, type Subset, subsetSchema } from "../policy/pending";
import type { PolicyVersion } from "../policy/policy";
import { provision, revert } from "../policy/provision";
import { restore } from "../policy/restore";
import { recorded } from "../rest-collection";
import { closed, oneOf, text, validate } from "../schema";

const provisionSchema = {
  name: "sec_policy_post",
  check: closed({ update_description: text(), change_subset: subsetSchema }),
};
const revertSchema = {
  name: "sec_policy_delete_put",
  check: closed({ change_subset: subsetSchema }, ["change_subset"]),
};
const dependenciesSchema = {
  name: "sec_policy_dependencies_post",
  check: closed({ operation: oneOf("commit", "revert"), change_subset: subsetSchema }, [
    "operation",
    "change_subset",
  ]),
};
const restoreSchema = { name: "sec_policy_restore_post", check: closed({}) };

/** Provisioning: puts pending changes into force or reverts them, and keeps the versions that this makes. */
export const collection: Collection = {
  path: "sec_policy",
  answer(request) {
    const { method, rest, store } = request;
    switch (`${method} ${rest.join("/")}`) {
      case "GET ":
        return { status: 200, json: store.policy.versions };
      case "POST ":
        return postVersion(request);
      case "GET pending":
        return { status: 200, json: pendingJson(store) };
      case "DELETE pending":
        return deletePending(request, undefined);
      case "PUT delete":
        return deleteSubset(request);
      case "POST draft/dependencies":
        return postDependencies(request);
    }
    if (rest.length === 0) throw methodNotAllowed(`${method} ${request.path}`);
    const [name, ...after] = rest;
    const version = versionOf(store, name!);
    if (version === undefined) throw notFound(request.path);
    switch (`${method} ${after.join("/")}`) {
      case "GET ":
        return { status: 200, json: version };
      case "GET modified_objects":
        return { status: 200, json: modifiedObjects(store, version.version) };
      case "POST restore":
        return postRestore(request, version);
      default:
        throw notFound(request.path);
    }
  },
};

function versionOf({ policy: { versions } }: PceStore, name: string): PolicyVersion | undefined {
  return name === "active" ? versions.at(-1) : versions.find(({ version }) => String(version) === name);
}

async function postVersion(request: PceRequest): Promise<PceAnswer> {
  const body = (await request.json()) as { update_description?: string; change_subset?: Subset };
  validate(provisionSchema, body);
  return recorded(request, "sec_policy.create", () => {
    const json = provision(request.store, body.change_subset, body.update_description ?? "");
    const { href, version, commit_message } = json;
    const resource = { href, version, commit_message };
    return [{ status: 201, json }, [{ kind: "sec_policy", resource, type: "create" }]];
  });
}

async function deleteSubset(request: PceRequest): Promise<PceAnswer> {
  const body = (await request.json()) as { change_subset: Subset };
  validate(revertSchema, body);
  return deletePending(request, body.change_subset);
}

function deletePending(request: PceRequest, wanted: Subset | undefined): PceAnswer {
  return recorded(request, "sec_policy.delete", () => {
    revert(request.store, wanted);
    return [{ status: 204 }, []];
  });
}

async function postDependencies(request: PceRequest): Promise<PceAnswer> {
  const body = (await request.json()) as { operation: Operation; change_subset: Subset };
  validate(dependenciesSchema, body);
  const pending = pendingChanges(request.store);
  const changes = chosen(pending, body.change_subset);
  const missing = missingDependencies(request.store.policy, body.operation, changes, pending);
  return { status: 201, json: dependenciesJson(missing) };
}

async function postRestore(request: PceRequest, version: PolicyVersion): Promise<PceAnswer> {
  validate(restoreSchema, await request.json());
  return recorded(request, "sec_policy.restore", () => {
    restore(request.store, version.version);
    const resource = { href: version.href, version: version.version };
    return [{ status: 201, json: {} }, [{ kind: "sec_policy", resource, type: "update" }]];
  });
}
