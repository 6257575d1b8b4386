// What the page costs in a real browser: time from frame to frame, and time to go to any instant of a long history.
// Prints lines of name, value and unit with tabs between them, for `cargo xtask bench`.

import { launch, setting } from "./support.mjs";

const arn = (name) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const create = (name, attributes = {}) => ({
  call: { call: { Service: "sqs", Operation: "CreateQueue", QueueName: name, Attributes: attributes } },
});
const producer = (name, queue, rest) => ({ addActor: { producer: { name, queue: arn(queue), ...rest } } });
const consumer = (name, queue, rest) => ({ addActor: { consumer: { name, queue: arn(queue), ...rest } } });

/** A run as the page stores one: inputs at the beginning, opened at an instant. */
function run(inputs, at) {
  const dials = { chance: { duplicateAtReceive: 0, duplicateAtDelete: 0, reorder: 0, serversAsked: 8 } };
  const log = inputs.map((input) => ({ at: 0, input }));
  return JSON.stringify({ version: 1, start: { seed: 1, limits: "now", dials }, log, at });
}

/** Five queues of 420 messages each, while producers and consumers go on: more than 2,000 marks at any time. */
function crowded() {
  const inputs = [];
  for (let i = 1; i <= 5; i += 1) {
    const pattern = { pattern: { body: "message {n}", groups: [], total: null } };
    inputs.push(create(`q${i}`, { VisibilityTimeout: "20" }));
    inputs.push(producer(`p${i}`, `q${i}`, { source: pattern, everyMs: 500, burst: 10 }));
    inputs.push(producer(`fill${i}`, `q${i}`, {
      source: { pattern: { body: "stock {n}", groups: [], total: 420 } }, everyMs: 10, burst: 420,
    }));
    inputs.push(consumer(`c${i}`, `q${i}`, { maxMessages: 10, workMs: [20, 40] }));
  }
  return run(inputs, 2_000);
}

/**
 * So many messages on their way at once, at the lab's own speed: five lines of a sender, a queue and two consumers that keep
 * up. A way takes 420 ms; each message goes three of them, when it is sent, when it is received and when it is deleted.
 */
function moving(count) {
  const inputs = [];
  const lines = 5;
  const perSecond = count / 0.42 / 3 / lines;
  for (let i = 1; i <= lines; i += 1) {
    const pattern = { pattern: { body: "message {n}", groups: [], total: null } };
    inputs.push(create(`q${i}`));
    inputs.push(producer(`p${i}`, `q${i}`, { source: pattern, everyMs: Math.round(10_000 / perSecond), burst: 10 }));
    for (let j = 1; j <= 2; j += 1) inputs.push(consumer(`c${i}-${j}`, `q${i}`, { maxMessages: 10, workMs: [1, 2] }));
  }
  return run(inputs, 2_000);
}

/** A queue that holds so many messages, while somebody sends and somebody receives beside it. */
function held(count) {
  const pattern = (total) => ({ pattern: { body: "message {n}", groups: [], total } });
  return run([
    create("stock"),
    producer("fill", "stock", { source: pattern(count), everyMs: 10, burst: 1_000 }),
    create("busy", { VisibilityTimeout: "5" }),
    producer("p", "busy", { source: pattern(null), everyMs: 200, burst: 5 }),
    consumer("c", "busy", { maxMessages: 10, workMs: [20, 40] }),
  ], 12_000);
}

/** One busy queue for long enough to leave more than 10,000 events behind. */
function long() {
  const pattern = { pattern: { body: "message {n}", groups: [], total: null } };
  return run([
    create("busy"),
    producer("p", "busy", { source: pattern, everyMs: 20 }),
    consumer("c1", "busy", { maxMessages: 10, workMs: [5, 25] }),
    consumer("c2", "busy", { maxMessages: 10, workMs: [5, 25] }),
  ], 60_000);
}

/** A topic with a hundred thousand subscribers, to whom somebody publishes every two seconds. */
function everybody() {
  const topic = "arn:aws:sns:us-east-1:000000000000:everybody";
  const inputs = [{ call: { call: { Service: "sns", Operation: "CreateTopic", Name: "everybody" } } }];
  inputs.push({ subscribeMany: { request: { TopicArn: topic, Protocol: "sms", Endpoint: "+15550100{n}" }, count: 100_000 } });
  const source = { pattern: { body: "message {n}", groups: [], total: null } };
  inputs.push({ addActor: { producer: { name: "p", queue: topic, source, everyMs: 2_000 } } });
  return run(inputs, 0);
}

/** A stream of four shards that somebody fills with a million records: 2,500 a second of the lab, for 400 s. */
function flood() {
  const stream = "arn:aws:kinesis:us-east-1:000000000000:stream/flood";
  const create = { Service: "kinesis", Operation: "CreateStream", StreamName: "flood", ShardCount: 4 };
  const writer = {
    name: "w", stream, keys: { pattern: "truck_{k}", count: 10_000 }, everyMs: 200, burst: 500, total: 1_000_000,
  };
  const dials = { chance: { duplicateAtReceive: 0, duplicateAtDelete: 0, reorder: 0, serversAsked: 8 } };
  const log = [{ at: 0, input: { call: { call: create } } }, { at: 20_000, input: { addActor: { writer } } }];
  // Another one goes on, so that something moves beside the million.
  log.push({ at: 430_000, input: { addActor: { writer: { ...writer, name: "w2", burst: 20, total: null } } } });
  return JSON.stringify({ version: 1, start: { seed: 1, limits: "now", dials }, log, at: 432_000 });
}

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];
const print = (name, value, unit) => console.log(`${name}\t${value.toFixed(1)}\t${unit}`);

/** Opens a run and waits until the page names it, so that no measure takes the run before for it. */
async function open(page, name, text) {
  await page.goto(setting("BASE_URL"));
  await page.locator("#stage").waitFor();
  const pause = page.getByRole("button", { name: "Pause", exact: true });
  if (await pause.count()) await pause.click();
  await page.getByLabel("Run file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  await page.getByRole("combobox", { name: "Lab" }).locator("option", { hasText: name }).waitFor({ state: "attached" });
  // Far runs are opened in slices.
  await page.locator(".app:not([aria-busy])").waitFor({ timeout: 120_000 });
}

async function frames(page, what = "2,000 marks") {
  await page.locator(".speed input").evaluate((input) => {
    input.value = "0";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const clock = () => page.evaluate(() => [performance.now() / 1_000, Number.parseFloat(document.querySelector(".clock .now").textContent)]);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const [began, from] = await clock();
  const intervals = await page.evaluate(() => new Promise((done) => {
    const found = [];
    let last = performance.now();
    const next = (now) => {
      found.push(now - last);
      last = now;
      if (found.length < 240) requestAnimationFrame(next);
      else done(found.slice(20));
    };
    requestAnimationFrame(next);
  }));
  print(`frame interval, ${what}, p50`, percentile(intervals, 0.5), "ms");
  print(`frame interval, ${what}, p95`, percentile(intervals, 0.95), "ms");
  // Where a lab asks for more than a frame has time for, it falls behind its clock rather than the picture behind the hand.
  const [ended, to] = await clock();
  print(`the lab's speed, ${what}`, (100 * (to - from)) / (ended - began), "% of real time");
}

async function seeks(page, what = "of 10,000 events") {
  const times = await page.evaluate(async () => {
    const ruler = document.querySelector(".ruler input");
    const end = Number(ruler.max);
    const found = [];
    // A walk that visits the whole history in no order, the same each time.
    for (let i = 1; i <= 200; i += 1) {
      ruler.value = String(Math.floor((end * ((i * 7919) % 10_007)) / 10_007));
      const before = performance.now();
      ruler.dispatchEvent(new Event("input", { bubbles: true }));
      found.push(performance.now() - before);
      await new Promise((next) => requestAnimationFrame(next));
    }
    return found;
  });
  print(`seek in a history ${what}, p50`, percentile(times, 0.5), "ms");
  print(`seek in a history ${what}, p95`, percentile(times, 0.95), "ms");
}

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await open(page, "crowded.json", crowded());
  await frames(page);
  for (const count of [2_000, 5_000]) {
    await open(page, `moving-${count}.json`, moving(count));
    await frames(page, `${count.toLocaleString("en")} moving`);
  }
  for (const count of [100_000, 1_000_000]) {
    await open(page, `held-${count}.json`, held(count));
    await frames(page, `${count.toLocaleString("en")} held`);
  }
  await open(page, "long.json", long());
  await seeks(page);
  await open(page, "everybody.json", everybody());
  await frames(page, "100,000 subscribers");
  const before = Date.now();
  await open(page, "flood.json", flood());
  print("a run with 1,000,000 records is open after", Date.now() - before, "ms");
  await frames(page, "1,000,000 records");
  await seeks(page, "of 1,000,000 records");
} finally {
  await browser.close();
}
