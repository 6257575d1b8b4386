import { readFileSync } from "node:fs";
const src = readFileSync(new URL("./bench.mjs", import.meta.url), "utf8").split("const browser = await launch();")[0];
const body = src + `
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
const count = +process.env.COUNT;
await open(page, "m.json", moving(count));
const cdp = await page.context().newCDPSession(page);
if (process.env.CSS) await page.addStyleTag({ content: process.env.CSS }); await cdp.send("Profiler.enable"); await cdp.send("Profiler.setSamplingInterval", { interval: 500 });
await page.screenshot({ path: "/tmp/moving.png" });
await page.getByRole("button", { name: "Play", exact: true }).click();
await page.waitForTimeout(500);
await page.locator(".speed input").evaluate((input) => { input.value = "0"; input.dispatchEvent(new Event("input", { bubbles: true })); });
await page.evaluate(() => { const o = CanvasRenderingContext2D.prototype; const f = o.arc; globalThis.arcs = 0; globalThis.fr = 0; o.arc = function (...a) { globalThis.arcs++; return f.apply(this, a); }; const g = () => { globalThis.fr++; requestAnimationFrame(g); }; g(); });
await page.waitForTimeout(1500); console.log("arcs a frame", await page.evaluate(() => { const x = arcs / fr; return [x, fr]; }));

await cdp.send("Profiler.start"); await page.waitForTimeout(3000);
const { profile } = await cdp.send("Profiler.stop");
await page.screenshot({ path: "/tmp/moving2.png" });
const self = new Map(); const dt = profile.timeDeltas; const byId = new Map(profile.nodes.map(n => [n.id, n]));
profile.samples.forEach((id, i) => { const n = byId.get(id); const k = n.callFrame.functionName + " " + n.callFrame.url.slice(-30) + ":" + n.callFrame.lineNumber; self.set(k, (self.get(k) ?? 0) + dt[i] / 1000); });
for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 25)) console.log(v.toFixed(0).padStart(6), "ms", k);
const c = await page.evaluate(() => new Promise((done) => { let n = 0; const t0 = performance.now(); const f = () => { n++; performance.now() - t0 < 2000 ? requestAnimationFrame(f) : done(n / 2); }; requestAnimationFrame(f); }));
console.log("fps", c);
if (process.env.TRACE) {}

await cdp.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "cc", "viz", "disabled-by-default-devtools.timeline"] } });
const ev = []; cdp.on("Tracing.dataCollected", (d) => ev.push(...d.value)); await page.waitForTimeout(2000);
await Promise.all([new Promise((r) => cdp.once("Tracing.tracingComplete", r)), cdp.send("Tracing.end")]);
const sum = new Map(); for (const e of ev) if (e.ph === "X") { const k = e.name; const v = sum.get(k) ?? [0, 0]; v[0] += (e.dur ?? 0) / 1000; v[1]++; sum.set(k, v); }
console.log("--- trace of 2 s"); for (const [k, v] of [...sum].sort((a, b) => b[1][0] - a[1][0]).slice(0, 34)) console.log(v[0].toFixed(0).padStart(6), String(v[1]).padStart(6), k);
await browser.close();`;
const { writeFileSync } = await import("node:fs"); writeFileSync(new URL("./prof_tmp2.mjs", import.meta.url), body); await import("./prof_tmp2.mjs");
