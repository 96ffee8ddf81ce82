import { resolve } from "./objects/find";
import { erase, save } from "./objects/save";
import { networkTypes } from "./store/cp-object";
import type { Domain } from "./store/domain";
import { startInstall } from "./store/install";
import { startPublish } from "./store/publish";
import type { Session } from "./store/session";
import type { CheckPointStore } from "./store/store";

/** What a test can make other administrators and the server itself do. */
export interface Intrusions {
  /**
   * Another administrator changes an object in SmartConsole and does not publish, so it is locked.
   *
   * @param admin default `admin2`
   */
  lockObject(name: string, admin?: string): Release;
  /** Another administrator installs a package; it goes on until `release`. */
  startInstall(policyPackage: string, admin?: string): Release;
  /** Another administrator deletes an object and publishes that. */
  deleteObject(name: string, admin?: string): void;
  /** Another administrator makes and publishes a host. */
  addHost(host: OtherHost, admin?: string): void;
  /** Ends sessions as their timeouts do: their sid is refused from now on. @default all of the web services */
  dropSessions(choose?: (session: Session) => boolean): void;
}

export interface OtherHost {
  readonly name: string;
  readonly address: string;
  readonly comments?: string;
  /** Names of groups that it is a member of. */
  readonly groups?: readonly string[];
}

export interface Release {
  /** Uid of the session that holds the object. */
  readonly session: string;
  release(): void;
}

export function intrusionsOf(store: CheckPointStore): Intrusions {
  const domain = (): Domain => store.domains.find(({ type }) => type === "domain")!;
  const open = (user: string): Session =>
    store.sessions.open({ user, domain: domain(), application: "SmartConsole", timeoutInSeconds: 86_400 });
  const publish = (session: Session): void => {
    const task = startPublish(store, session, { polls: 0, outcome: "succeeded" });
    task.finish();
    store.sessions.logout(session);
    if (task.status !== "succeeded") throw new RangeError(`The publish failed: ${task.faultMessage}`);
  };
  return {
    lockObject(name, admin = "admin2") {
      const session = open(admin);
      const object = resolve(session, name, new Set([...networkTypes, "tag"]));
      save(session, { ...object, modified: { at: store.now(), by: admin } });
      return {
        session: session.uid,
        release() {
          store.sessions.discard(session);
          store.sessions.logout(session);
        },
      };
    },
    startInstall(policyPackage, admin = "admin2") {
      const session = open(admin);
      const task = startInstall(store, {
        domain: domain(),
        package: resolve(session, policyPackage, new Set(["package"])),
        access: true,
        threatPrevention: false,
        user: admin,
        plan: { polls: Number.POSITIVE_INFINITY, outcome: "succeeded" },
      });
      store.sessions.logout(session);
      return { session: session.uid, release: () => task.finish() };
    },
    deleteObject(name, admin = "admin2") {
      const session = open(admin);
      erase(session, resolve(session, name));
      publish(session);
    },
    addHost({ name, address, comments = "", groups = [] }, admin = "admin2") {
      const session = open(admin);
      const stamp = { at: store.now(), by: admin };
      const host = {
        ...{ uid: store.newUid(), type: "host" as const, name, comments, color: "black", tags: [] },
        ...{ members: new Set<string>(), created: stamp, modified: stamp, errors: [] },
        fields: { [address.includes(":") ? "ipv6-address" : "ipv4-address"]: address },
      };
      const changed = groups.map((one) => {
        const group = resolve(session, one, new Set(["group"]));
        return { ...group, members: new Set([...group.members, host.uid]) };
      });
      save(session, host, ...changed);
      publish(session);
    },
    dropSessions(choose = ({ application }) => application === "WEB_API") {
      for (const session of store.sessions.all())
        if (session.sid !== undefined && choose(session)) store.sessions.timeOut(session);
    },
  };
}
