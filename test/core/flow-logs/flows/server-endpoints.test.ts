import { ServerEndpoints } from "../../../../core/flow-logs";

test("a set of server endpoints keeps those that were seen last when it is full", () => {
  const servers = new ServerEndpoints(2);
  for (const server of ["10.0.0.1,443,6", "10.0.0.2,443,6", "10.0.0.1,443,6", "10.0.0.3,443,6"])
    servers.add(server);
  expect(servers.has("10.0.0.1,443,6")).toBe(true);
  expect(servers.has("10.0.0.2,443,6")).toBe(false);
  expect(servers.has("10.0.0.3,443,6")).toBe(true);
});
