// Labs in somebody else's document: the element <queue-lab>, its frame, and what both say to each other.

import assert from "node:assert/strict";
import { createServer, get } from "node:http";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey, setting } from "./support.mjs";

const DEMOS = "demos.html";

/** A host that hands on what the site answers, and counts how often it was asked for each file. */
async function countingHost() {
  const asked = [];
  const address = await host((request, response) => {
    const file = new URL(request.url, setting("BASE_URL"));
    asked.push(file.pathname.split("/").pop());
    get(file, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  });
  return { address, asked };
}

/** A host of the test's own. It ends with the browser's last connection, and never keeps the tests waiting. */
async function host(answer) {
  const server = createServer(answer);
  server.unref();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${server.address().port}/`;
}

/** Waits until the lab of an element is on its stage. */
async function ready(page, id) {
  const element = page.locator(`#${id}`);
  await element.scrollIntoViewIfNeeded();
  const frame = element.locator("iframe").contentFrame();
  await frame.locator(".embedded").waitFor({ timeout: 60_000 });
  return frame;
}

const ask = (page, id, what) => page.locator(`#${id}`).evaluate((element, what) => element.query(what), what);

/** Opens the page of somebody else, at a host of its own. */
async function foreign(page, body, policy) {
  const home = new URL(setting("SUBPATH_URL"));
  const address = await host((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    if (policy) response.setHeader("Content-Security-Policy", policy(home.origin));
    response.end(
      `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Somebody else</title>` +
        `<script src="${home.href}queue-lab.js" defer></script><body>${body}`,
    );
  });
  await page.goto(address);
}

journey("ten labs on a page fetch the program once, move nothing on it, and each is there", { viewport: { width: 1200, height: 900 } }, async (page) => {
  const { address, asked } = await countingHost();
  await page.goto(address + DEMOS);
  await page.evaluate(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shifts += entry.value))).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
  assert.equal(await page.locator("queue-lab").count(), 10);
  // The one lab that asked for a height of its own may move what is below it.
  await page.evaluate(() => document.getElementById("bare").setAttribute("height", "420"));
  assert.ok((await page.locator("#editable iframe").count()) === 0, "what is far below is not loaded");
  await page.locator("#asked").scrollIntoViewIfNeeded();
  assert.equal(await page.locator("#asked iframe").count(), 0, "nobody has asked for it yet");
  await page.locator("#asked").getByRole("button", { name: "Run: Orders by customer" }).click();
  for (const id of ["plain", "playing", "asked", "full", "level", "own", "coloured", "stream", "bare", "editable"]) await ready(page, id);
  const modules = asked.filter((name) => name.endsWith(".wasm"));
  assert.ok(modules.some((name) => name.endsWith("_bg.wasm")));
  assert.deepEqual(modules.filter((name, index) => modules.indexOf(name) !== index), [], "nothing is fetched twice");
  assert.equal(await page.evaluate(() => globalThis.shifts), 0, "nothing on the page has moved");
});

journey("a document gives orders to a lab and is told what happens", {}, async (page) => {
  await page.goto(DEMOS);
  const frame = await ready(page, "own");
  const now = page.locator("#time");
  await page.waitForFunction(() => document.getElementById("time").textContent === "2.000 s");
  const before = await ask(page, "own", "digest");
  assert.match(before, /^[0-9a-f]{16}$/);
  await page.locator("#own").evaluate((element) => {
    globalThis.heard = [];
    for (const type of ["event", "goal", "error", "time"]) element.addEventListener(type, ({ detail }) => globalThis.heard.push({ type, ...detail }));
    element.set({ events: true, speed: 2 });
  });
  await page.getByRole("button", { name: "To 12 s" }).click();
  await now.getByText("12.000 s").waitFor();
  const [goal] = await ask(page, "own", "goals");
  assert.deepEqual(goal, { text: "The queue is empty", reached: true });
  const heard = await page.evaluate(() => globalThis.heard);
  assert.ok(heard.some(({ type, reached }) => type === "goal" && reached));
  assert.ok(heard.some(({ type, text }) => type === "event" && /deleted/i.test(text)), JSON.stringify(heard));
  assert.equal(heard.filter(({ type }) => type === "error").length, 0);

  // Back at the same instant it is the same lab; its link makes it anew.
  await page.locator("#own").evaluate((element) => element.seek(2_000));
  await now.getByText("2.000 s").waitFor();
  assert.equal(await ask(page, "own", "digest"), before);
  const state = await ask(page, "own", "state");
  assert.match(state, /^v1\./);
  await page.locator("#own").evaluate((element, state) => element.load({ state }), state);
  await frame.locator(".caption", { hasText: "Two messages, one worker" }).waitFor();
  await page.waitForFunction(async (before) => (await document.getElementById("own").query("digest")) === before, before);

  await page.locator("#own").evaluate((element) => element.load({ scenario: { scenario: 1, title: "x", script: ["dance"] } }));
  await page.waitForFunction(() => globalThis.heard.some(({ type, message }) => type === "error" && message.includes("line 1, script[0]")));
  assert.equal(await ask(page, "own", "digest"), before, "what cannot be read changes nothing");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], "nothing of an embedded lab is kept");
});

journey("only the document around a frame is heard, with its nonce; ten thousand foreign messages break nothing", {}, async (page) => {
  await page.goto(DEMOS);
  const frame = await ready(page, "own");
  await page.waitForFunction(() => document.getElementById("time").textContent === "2.000 s");
  // With the nonce, but from a window that is not the one around.
  await page.evaluate(() => {
    const frame = document.getElementById("own").shadowRoot.querySelector("iframe");
    globalThis.ours = { frame: frame.contentWindow, nonce: new URLSearchParams(new URL(frame.src).hash.slice(1)).get("nonce") };
    document.body.append(document.createElement("iframe"));
  });
  await page.frames().at(-1).evaluate(() => parent.ours.frame.postMessage({ queuelab: 1, nonce: parent.ours.nonce, type: "seek", at: 9_000 }, "*"));
  // Sent as the document around sends it the same order would be followed, as the end of this journey shows.
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#time").textContent(), "2.000 s");
  await page.evaluate(async () => {
    const frame = document.getElementById("own").shadowRoot.querySelector("iframe");
    const nonce = new URLSearchParams(new URL(frame.src).hash.slice(1)).get("nonce");
    const seek = { queuelab: 1, type: "seek", at: 9_000 };
    frame.contentWindow.postMessage(seek, "*");
    frame.contentWindow.postMessage({ ...seek, nonce: "0" }, "*");
    let chance = 7;
    const draw = (below) => (chance = (chance * 48_271) % 2_147_483_647) % below;
    const words = ["play", "pause", "step", "set", "load", "query", "seek", "", null, 7, "x".repeat(500)];
    const values = [0, -1, 1e300, NaN, "", "v1.AAAA", {}, [], null, true, "url(x)", { accent: "url(//x)" }, "{}", [[[[]]]]];
    for (let count = 0; count < 10_000; count += 1) {
      const message = { queuelab: draw(5) === 0 ? draw(3) : 1, nonce: draw(9) === 0 ? draw(9) : nonce, type: words[draw(words.length)] };
      for (const name of ["at", "by", "speed", "pacing", "theme", "tokens", "scenario", "state", "id", "what", "more"]) {
        if (draw(3) === 0) message[name] = values[draw(values.length)];
      }
      // An order that is sound is none of the foreign ones.
      if (message.type === "play" || message.type === "step") message.more = 1;
      frame.contentWindow.postMessage(message, "*");
      if (count % 500 === 0) await new Promise((done) => setTimeout(done));
    }
  });
  await page.locator("#own").evaluate((element) => element.seek(2_000));
  await page.locator("#time").getByText("2.000 s").waitFor();
  assert.match(await ask(page, "own", "digest"), /^[0-9a-f]{16}$/);
  assert.equal(await frame.locator("#crash").isVisible(), false);
});

journey("a lab stands under the strictest policy of another host, in the colours of that document", {}, async (page) => {
  const policy = (home) => `default-src 'none'; script-src ${home}; frame-src ${home}; img-src ${home} data:; base-uri 'none'`;
  await foreign(page, '<queue-lab id="lab" scenario="fan-out" caption="Fan-out"><a href="#">Fan-out</a></queue-lab>', policy);
  await page.evaluate(() => document.getElementById("lab").style.setProperty("--queuelab-accent", "rgb(200 30 30)"));
  const frame = await ready(page, "lab");
  await page.waitForFunction(() => document.getElementById("lab").query("time").then(() => true, () => false));
  await frame.locator(".node").first().waitFor();
  assert.equal(await frame.locator(":root").evaluate((root) => root.style.getPropertyValue("--accent")), "rgb(200 30 30)");
  await page.locator("#lab").evaluate((element) => element.play());
  await frame.getByRole("button", { name: "Pause" }).waitFor();
  // The wheel belongs to the document.
  await page.evaluate(() => (document.body.style.minHeight = "3000px"));
  const box = await page.locator("#lab").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
  await page.mouse.wheel(0, 900);
  await page.waitForFunction(() => scrollY > 300);
  // Out of sight it does not play, and goes on when it comes back.
  await page.evaluate(() => scrollTo(0, 3_000));
  await page.waitForFunction(() => document.getElementById("lab").query("time").then(({ playing }) => !playing));
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() => document.getElementById("lab").query("time").then(({ playing }) => playing));
});

journey("nothing is fetched before a lab comes near, and without scripts there is a way to it", {}, async (page, context) => {
  await foreign(page, '<div style="height: 4000px"></div><queue-lab id="lab" scenario="fan-out"><a href="#">Fan-out</a></queue-lab>');
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname.split("/").pop()));
  await page.locator("#lab").waitFor({ state: "attached" });
  await page.waitForTimeout(500);
  assert.deepEqual(asked.filter((name) => /wasm|e\.html/.test(name)), []);
  await ready(page, "lab");
  assert.ok(asked.some((name) => name.endsWith("_bg.wasm")));

  const browser = context.browser();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const other = await plain.newPage();
  await other.goto(new URL(DEMOS, setting("BASE_URL")).href);
  await other.getByRole("link", { name: "A poison message, in Queuelab" }).waitFor();
  await plain.close();
});

journey("a lab that is only shown says so, and leads to one that can be changed", {}, async (page, context) => {
  await page.goto("e.html#scenario=slow-consumer&panels=inspector&controls=full");
  await page.locator(".node.queue, .node").first().waitFor();
  await page.getByRole("button", { name: "What if…" }).waitFor();
  const digest = () => page.locator(".clock .now").textContent();
  await page.getByRole("button", { name: "Step forward" }).click();
  assert.notEqual(await digest(), "0.000 s");
  await page.locator("#stage").focus();
  await page.keyboard.press("Control+z");
  await page.getByText("This lab is only shown here.").waitFor();
  const [opened] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "Open in Queuelab" }).click()]);
  await opened.getByRole("combobox", { name: "Lab" }).getByText("Shared run").waitFor({ state: "attached" });

  for (const [wish, told] of [
    ["colour=red", "The address of this frame is not understood: “colour” is not known here."],
    ["state=v1.AAAAAAAA", "The link could not be opened"],
  ]) {
    const other = await context.newPage();
    await other.goto(`e.html#${wish}`);
    await other.getByText(told).waitFor();
  }
});

for (const [colorScheme, width, height] of [["light", 760, 420], ["dark", 390, 420]]) {
  journey(`a frame of ${width} pixels is accessible in ${colorScheme}`, { colorScheme, viewport: { width, height } }, async (page) => {
    await page.goto("e.html#scenario=fan-out&caption=One%20publish");
    await page.locator(".node").first().waitFor();
    await page.getByRole("button", { name: "Step forward" }).click();
    await expectAccessible(page);
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
    assert.ok(inner <= outer, "nothing scrolls in a frame");
    const buttons = page.locator(".transport button:visible");
    for (let index = 0; index < (await buttons.count()); index += 1) {
      const box = await buttons.nth(index).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, "no control is cut");
    }
  });
}

journey("the lines for a document are chosen and seen at once, and what they say is what the frame shows", {}, async (page, context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const lab = new LabPage(page);
  await lab.open("Fan-out to three queues");
  await lab.button("Share").click();
  await page.getByRole("dialog", { name: "Share this run" }).getByRole("button", { name: "Embed in a document…" }).click();
  const dialog = page.getByRole("dialog", { name: "Embed this run" });
  const lines = dialog.getByRole("textbox", { name: "Lines to copy" });
  assert.match(await lines.inputValue(), /<queue-lab scenario="fan-out" caption="Fan-out to three queues">/);
  await dialog.getByLabel("Controls").selectOption("full");
  await dialog.getByLabel("Colours").selectOption("dark");
  await dialog.getByLabel("With the log").check();
  await dialog.getByLabel("Caption").fill('One "publish"');
  assert.match(await lines.inputValue(), /controls="full" theme="dark" panels="log" caption="One &quot;publish&quot;"/);
  const preview = dialog.frameLocator("iframe");
  await preview.locator(".caption", { hasText: 'One "publish"' }).waitFor();
  await preview.getByRole("tab", { name: "Log", exact: true }).waitFor();
  assert.equal(await preview.locator(":root").getAttribute("data-theme"), "dark");
  // A frame has landmarks of its own, which is what axe takes for doubles; frames are looked at by themselves.
  await expectAccessible(page, "iframe");
  await dialog.getByRole("button", { name: "Copy the lines" }).click();
  await dialog.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await lines.inputValue());
  await dialog.getByRole("button", { name: "Plain frame" }).click();
  const address = /src="([^"]+)"/.exec(await lines.inputValue())[1].replaceAll("&amp;", "&");
  const other = await context.newPage();
  await other.goto(address);
  await other.locator(".caption", { hasText: 'One "publish"' }).waitFor();
});
