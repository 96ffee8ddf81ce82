import { deployCode, deployedDigest, MissingRoleError } from "../../../clients/azure/deploy-code";
import { Checks, flag, looksLike, properties, required, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { isUnknown } from "../../../core/checks/unknown";
import { isHttpStatusError, isNetworkError } from "../../../core/errors";
import type { DiffResult, ResourceProvider, RunContext } from "../../lifecycle/resource-provider";
import { type FunctionCodeInputs, type FunctionCodeState, nameOf } from "./function-code-state";
import type { FunctionSites } from "./function-sites";

const RULES = {
  scmSite: required(looksLike(/^https:\/\/[^/?#\s]+(\/[^?#\s]*)?$/, "https://shop.scm.azurewebsites.net")),
  bundle: required(text()),
  digest: required(looksLike(/^[0-9a-f]{64}$/, "64 hexadecimal digits")),
  waitsForRoles: required(flag()),
};

/** The code of a function app over its life: what is deployed is told by its digest. The app itself is not its matter. */
export const functionCodeProvider: ResourceProvider<FunctionCodeInputs, FunctionCodeState, FunctionSites> = {
  schemaVersion: 1,

  async check(inputs: JsonRecord, sites) {
    sites.checkPackages(); // here, so that a preview tells it, and not `up` when everything else is made
    const checks = Checks.start({ isLater: isUnknown });
    return { inputs: properties(inputs, RULES, checks), failures: checks.problems };
  },

  async diff(_id, state, inputs): Promise<DiffResult> {
    const isOtherSite =
      !isUnknown(inputs.scmSite) && inputs.scmSite.toLowerCase() !== state.scmSite.toLowerCase();
    if (isOtherSite) return { changes: true, replaces: ["scmSite"] };
    // The engine would compare with the inputs of before, which do not say that the code was left out.
    return { changes: state.digest !== inputs.digest || state.bundle !== inputs.bundle };
  },

  async create(inputs, sites, run) {
    return { id: inputs.scmSite, state: await deploy(inputs, sites, run) };
  },

  async read(_id, state, sites) {
    const deployed = await lookAt(state, sites);
    if (deployed === undefined) return undefined;
    const { scmSite, bundle, waitsForRoles } = state;
    return {
      state: { ...state, digest: deployed },
      inputs: { scmSite, bundle, waitsForRoles, digest: deployed },
    };
  },

  async update(_id, _state, inputs, sites, run) {
    return deploy(inputs, sites, run);
  },

  /** Code goes with its app; an app without code would only be a broken one. */
  async delete() {},
};

async function deploy(
  inputs: FunctionCodeInputs,
  sites: FunctionSites,
  run: RunContext,
): Promise<FunctionCodeState> {
  const code = sites.bundle(inputs.bundle, inputs.digest);
  const { waitsForRoles } = inputs;
  const say = (message: string) => run.say(`${nameOf(inputs)}: ${message}`);
  try {
    const deploymentId = await sites.using(inputs.scmSite, (site) =>
      deployCode(site, code, { waitsForRoles, say, ...sites.timing }),
    );
    return { ...inputs, deploymentId };
  } catch (error) {
    if (waitsForRoles || !(error instanceof MissingRoleError)) throw error;
    run.warn(
      `${nameOf(inputs)} is not deployed yet. ${error.message}. Make the role assignments of requiredRoleAssignments, then run ` +
        "pulumi up again",
    );
    return { ...inputs, digest: "" };
  }
}

/** @returns digest of what is deployed, empty for code of others; undefined when there is no site any more */
async function lookAt(state: FunctionCodeState, sites: FunctionSites): Promise<string | undefined> {
  try {
    const latest = await sites.using(state.scmSite, (site) => site.deployment("latest"));
    if (latest === undefined) return state.digest === "" ? "" : undefined;
    // A site that does not repeat who deployed still has the id of our deployment.
    if (latest.id === state.deploymentId) return state.digest;
    return latest.state === "succeeded" ? (deployedDigest(latest) ?? "") : state.digest;
  } catch (error) {
    // Without its app the site has no address any more. Whoever publishes again does no harm.
    if (isNetworkError(error) && error.permanent && /ENOTFOUND|not known|no such host/i.test(error.message))
      return undefined;
    if (isHttpStatusError(error) && error.status === 404) return undefined;
    throw error;
  }
}
