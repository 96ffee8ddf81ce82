import { installRefused } from "../api/api-error";
import type { Commands } from "../api/command";
import { flag, listOf, text, texts } from "../api/parameters";
import { resolve } from "../objects/find";
import { inOrder, listObjects, listParameters, page, pageParameters } from "../objects/listing";
import { full, short } from "../objects/render";
import { startInstall } from "../store/install";

export const commands: Commands = {
  /** A boolean that is left out means what the package enables. */
  "install-policy": {
    parameters: {
      "policy-package": text,
      targets: texts,
      access: flag,
      "threat-prevention": flag,
      "desktop-security": flag,
      qos: flag,
      "install-on-all-cluster-members-or-fail": flag,
      "prepare-only": flag,
      revision: text,
      "ignore-warnings": flag,
    },
    required: ["policy-package"],
    writes: true,
    run({ payload, store, session }) {
      const found = resolve(session, payload["policy-package"] as string, new Set(["package"]));
      if (session.writes > 0 && store.behaviour.installNeedsPublishedSession)
        throw installRefused("The session has unpublished changes");
      const kind = (name: string): boolean => (payload[name] ?? found.fields[name]) === true;
      const task = startInstall(store, {
        domain: session.domain,
        package: found,
        ...(payload["targets"] === undefined ? {} : { targets: listOf(payload["targets"]) }),
        access: kind("access"),
        threatPrevention: kind("threat-prevention"),
        user: session.user,
      });
      return { "task-id": task.uid };
    },
  },

  "show-packages": {
    parameters: { ...pageParameters, "show-installation-targets": flag },
    run({ payload, session }) {
      const { objects: packages, ...rest } = page(
        payload,
        inOrder(session.all("package"), payload["order"]),
        (one) => {
          if (payload["details-level"] === "uid") return one.uid;
          if (payload["details-level"] !== "full") return short(session, one);
          const targets = one.fields["installation-targets"] as readonly string[];
          const gateways = targets.flatMap((uid) => session.get(uid) ?? []);
          return {
            ...full(session, one, []),
            "installation-targets": gateways.map((gateway) => short(session, gateway)),
          };
        },
      );
      return { packages, ...rest };
    },
  },

  "show-gateways-and-servers": {
    parameters: listParameters,
    run: (call) => listObjects(call, "simple-gateway"),
  },
};
