import { discardStale } from "../../../reconcilers/check-point/run-session";
import { closeAll, refused, scriptedManagement, sessionOf } from "../../clients/check-point/fixtures";

afterEach(closeAll);

const looked = async (answer: Parameters<typeof refused>) => {
  const { connection } = await scriptedManagement({ "show-sessions": [refused(...answer)] });
  return await discardStale(await sessionOf(connection), "prod", new Date());
};

test("an administrator who may not see sessions goes on, and what it could not look for is named", async () => {
  expect(await looked([403, "generic_err_no_permission", "No permission to view sessions"])).toEqual({
    discarded: [],
    young: new Set(),
    isLeft: false,
    left: [
      "what earlier runs left open is not known: Check Point refused to show the list of sessions: " +
        "No permission to view sessions (403 generic_err_no_permission)",
    ],
  });
});

test("a session that has ended ends the look at the others", async () => {
  await expect(looked([401, "generic_err_wrong_session_id", "Wrong session id"])).rejects.toThrow(
    "The session has ended",
  );
});
