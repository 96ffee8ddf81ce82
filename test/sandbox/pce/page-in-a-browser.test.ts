import { type Browser, chromium, type Page } from "playwright-core";
import type { PceSimulator } from "../../../sandbox/pce";
import { describeNeeding, findChromium } from "../../support/needs";
import { startWithCall } from "./pce-call";
import { fillThreeTiers } from "./three-tier";

describeNeeding("chromium", "the page of the PCE simulator in a browser", () => {
  let pce: PceSimulator;
  let close: () => Promise<void>;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    const started = await startWithCall();
    ({ pce, close } = started);
    await fillThreeTiers(started.call);
    const many = Array.from({ length: 301 }, (_, index) => ({ name: `host-${index}` }));
    await started.call("PUT", "/orgs/1/workloads/bulk_create", { body: many });
    browser = await chromium.launch({ executablePath: findChromium()!, args: ["--no-sandbox"] });
    page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } });
    page.on("request", (one) => asked.push(one.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pce.url);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await close();
  });

  test("shows labels, workloads up to a limit with their total, and the flows between labels", async () => {
    const section = (title: string) => page.locator("section", { has: page.locator(`h2:text("${title}")`) });
    expect(await section("Labels (6)").locator("tbody tr").count()).toBe(6);
    const workloads = section("Workloads (312)");
    expect(await workloads.locator("tbody tr").count()).toBe(200);
    expect(await workloads.locator(".more").textContent()).toBe("The first 200 of 312.");
    const talks = await section("Who talks to whom").locator("tbody tr").allInnerTexts();
    expect(talks.map((row) => row.replace(/\s+/g, " "))).toContain("Web Application 8080/tcp 8081/tcp 18");
  });

  test("draws the map in its frame, with readable text", async () => {
    const body = (await page.locator("body").boundingBox())!;
    const frame = (await page.locator("#map").boundingBox())!;
    const drawing = (await page.locator("#map svg").boundingBox())!;
    expect(frame.width).toBeLessThan(body.width);
    expect(drawing.width).toBeGreaterThan(frame.width / 2);
    const text = (await page.locator('#map svg text:text("Load balancer")').boundingBox())!;
    expect(text.height).toBeGreaterThan(9);
  });

  test("changes the label type by a link, and sends requests to its own origin only", async () => {
    await page.click('nav a:text("Application")');
    expect(page.url()).toBe(`${pce.url}/?by=app`);
    expect(await page.locator("nav a[aria-current]").textContent()).toBe("Application");
    expect(await page.locator("#map").textContent()).toContain("Shop");
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([pce.url]));
    expect(complaints).toEqual([]);
  });
});
