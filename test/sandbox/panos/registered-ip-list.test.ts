import { children, text } from "../../../sandbox/panos/xml/xml";
import { op, startWithCall, type World } from "./panos-call";

describe("show object registered-ip", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWithCall();
    const [firewall] = world.panos.firewalls;
    for (let i = 0; i < 1203; i++)
      firewall!.register(`10.0.${i >> 8}.${i & 255}`, i % 100 === 0 ? ["all", "some"] : ["all"]);
  });
  afterAll(() => world.close());

  async function list(inside: string) {
    const answer = await world.call(
      op(`<show><object><registered-ip>${inside}</registered-ip></object></show>`),
    );
    const result = children(answer.root, "result")[0];
    if (result === undefined) return { outcome: answer.outcome, ips: [], tags: [], count: undefined };
    const entries = children(result, "entry");
    return {
      outcome: answer.outcome,
      ips: entries.map((entry) => entry.getAttribute("ip")!),
      tags: entries.map((entry) => Array.from(entry.getElementsByTagName("member"), text)),
      count: text(children(result, "count")[0]),
      text: answer.text,
    };
  }

  test.each([
    "",
    "<all></all>",
    "<limit>500</limit><start-point>1</start-point>",
    "\n  <start-point>1</start-point>\n  <limit>500</limit>\n  <all/>\n",
  ])("answers at most 500 entries, and their number as count: %j", async (inside) => {
    const { ips, count, text: body } = await list(inside);
    expect([ips.length, count]).toEqual([500, "500"]);
    expect(body).toContain('<entry ip="10.0.0.0" from_agent="0" persistent="1"><tag>');
  });

  test("lists the whole table in one order, page by page", async () => {
    const pages = [1, 501, 1001].map((start) =>
      list(`<limit>500</limit><start-point>${start}</start-point>`),
    );
    const ips = (await Promise.all(pages)).flatMap((page) => page.ips);
    expect(ips).toHaveLength(1203);
    expect(new Set(ips).size).toBe(1203);
    expect((await list("<start-point>1204</start-point>")).count).toBe("0");
  });

  test.each([
    '<tag><entry name="some"/></tag>',
    '<limit>500</limit><start-point>1</start-point><tag><entry name="some" /></tag>',
    '<tag><entry name="some"></entry></tag><limit>500</limit><start-point>1</start-point>',
  ])("filters by tag, and shows that tag only: %s", async (inside) => {
    const { ips, tags } = await list(inside);
    expect(ips).toHaveLength(13);
    expect(new Set(tags.flat())).toEqual(new Set(["some"]));
  });

  test("filters by address, alone or with a tag", async () => {
    expect((await list("<ip>10.0.0.100</ip>")).tags).toEqual([["all", "some"]]);
    expect((await list('<ip>10.0.0.1</ip><tag><entry name="some"/></tag>')).ips).toEqual([]);
  });

  test("answers the total with the option count", async () => {
    const { text: body } = await list("<all><option>count</option></all>");
    expect(body).toContain("Total: 1203 registered addresses");
  });

  test.each([
    "<limit>0</limit>",
    "<limit>501</limit>",
    "<start-point>x</start-point>",
    "<list-from>9</list-from>",
  ])("refuses %s", async (inside) => {
    expect((await list(inside)).outcome).toBe("error 17");
  });

  test("shows every tag of an address in a list by tag with tagFilterShows: all-tags", async () => {
    const other = await startWithCall({ tagFilterShows: "all-tags" });
    other.panos.firewalls[0]!.register("10.0.0.1", ["a", "b"]);
    const { text: body } = await other.call(
      op('<show><object><registered-ip><tag><entry name="a"/></tag></registered-ip></object></show>'),
    );
    expect(body).toContain("<member>a</member><member>b</member>");
    await other.close();
  });
});
