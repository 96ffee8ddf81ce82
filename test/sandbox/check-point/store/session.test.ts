import fc from "fast-check";
import type { CpObject } from "../../../../sandbox/check-point";
import { Domain } from "../../../../sandbox/check-point/store/domain";
import { Session } from "../../../../sandbox/check-point/store/session";

const stamp = { at: 0, by: "admin" };
const object = (uid: number, name: number, address: number): CpObject => ({
  ...{ uid: `u${uid}`, type: uid % 2 === 0 ? "host" : "group", name: `n${name}`, comments: "", color: "" },
  ...{ tags: [], members: new Set(), created: stamp, modified: stamp, errors: [] },
  fields: { "ipv4-address": `10.0.0.${address}` },
});

const small = fc.integer({ min: 0, max: 5 });
const write = fc.record({ uid: small, name: small, address: small, deletes: fc.boolean() });

function newSession(domain: Domain): Session {
  const start = { user: "admin", application: "WEB_API", readOnly: false, name: "", description: "" };
  return new Session({ ...start, uid: "s", domain, timeoutInSeconds: 600, now: 0 });
}

const byUid = (objects: Iterable<CpObject>): CpObject[] =>
  [...objects].sort((one, other) => (one.uid < other.uid ? -1 : 1));

test("a session sees its own writes over what is published, by uid, type, name and address", () => {
  fc.assert(
    fc.property(fc.array(write), fc.array(write), (published, written) => {
      const domain = new Domain("d", "D", "domain");
      const model = new Map<string, CpObject>();
      for (const { uid, name, address } of published) {
        domain.published.put(object(uid, name, address));
        model.set(`u${uid}`, object(uid, name, address));
      }
      const before = byUid(domain.published.all());
      const session = newSession(domain);
      for (const { uid, name, address, deletes } of written) {
        if (deletes) {
          session.delete(`u${uid}`);
          model.delete(`u${uid}`);
        } else {
          session.put(object(uid, name, address));
          model.set(`u${uid}`, object(uid, name, address));
        }
      }
      const wanted = [...model.values()];
      for (const n of [0, 1, 2, 3, 4, 5]) {
        expect(session.get(`u${n}`)).toEqual(model.get(`u${n}`));
        expect(byUid(session.named(`N${n}`))).toEqual(byUid(wanted.filter(({ name }) => name === `n${n}`)));
        const hosts = wanted.filter(
          ({ type, fields }) => type === "host" && fields["ipv4-address"] === `10.0.0.${n}`,
        );
        expect(byUid(session.at(`10.0.0.${n}`))).toEqual(byUid(hosts));
      }
      for (const type of ["host", "group"] as const)
        expect(byUid(session.all(type))).toEqual(byUid(wanted.filter((one) => one.type === type)));
      session.clear();
      expect(byUid([...session.all("host"), ...session.all("group")])).toEqual(before);
      expect(byUid(domain.published.all())).toEqual(before);
    }),
  );
});
