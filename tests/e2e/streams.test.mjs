// Streams: where a key goes, a shard that is cut between two trucks, a hot shard, a function that works through one.

import assert from "node:assert/strict";
import { LabPage } from "./pages/lab.mjs";
import { expectAccessible, journey } from "./support.mjs";

/** Opens a lab of streams where it begins: when its stream has come into being. */
async function opened(page, template) {
  const lab = new LabPage(page);
  await lab.openWhereItBegins(template);
  return lab;
}

/** Lets the lab run at a speed until something is on the page. */
async function playUntil(lab, locator) {
  await lab.button("Play").click();
  await locator.first().waitFor();
  await lab.button("Pause").click();
}

journey("a key is led to its shard, and the shard is cut between two trucks", {}, async (page) => {
  const lab = await opened(page, "100 trucks on 5 shards");
  await lab.select("trucks");
  const key = lab.inspector.getByLabel("Partition key", { exact: true });
  for (const [name, shard] of [["truck_1", 1], ["truck_2", 1], ["truck_3", 4], ["truck_5", 0]]) {
    await key.fill(name);
    await lab.inspector.getByText(`→ shard ${shard}`).waitFor();
  }
  for (const name of ["truck_1", "truck_2"]) {
    await key.fill(name);
    await lab.button("Put record").click();
    await lab.inspector.getByText("shardId-000000000001").waitFor();
  }
  await lab.logged(/You put a record of truck_2 into shard 1/);
  await expectAccessible(page);
  await lab.inspector.getByRole("button", { name: "Split shard 1" }).click();
  await lab.inspector.getByText("Of its newest 2 records 0 % would go below the cut and 100 % above it.").first().waitFor();
  const cut = lab.inspector.getByLabel("First hash key of the upper shard", { exact: true });
  await cut.fill("1");
  await lab.button("Split").click();
  await lab.inspector.getByText(/^InvalidArgumentException: NewStartingHashKey/).waitFor();
  await cut.fill("123646435604628271552140539812782851117");
  await lab.inspector.getByText("50 % would go below the cut and 50 % above it").first().waitFor();
  await lab.button("Split").click();
  await lab.inspector.getByText(/^It is being changed for another/).waitFor();
  await playUntil(lab, lab.node("trucks").getByText("6 open shards"));
  await lab.inspector.getByText(/^closed at .*, then 5 and 6/).waitFor();
  await expectAccessible(page);
});

journey("a shard that gets too much says so, and more keys are a remedy", {}, async (page) => {
  const lab = await opened(page, "Hot shard and its remedies");
  await playUntil(lab, lab.node("positions").getByText("hot", { exact: true }));
  await lab.logged(/Shard 0 of positions refused a record/);
  await expectAccessible(page);
  await lab.select("two busy trucks");
  await lab.inspector.getByRole("button", { name: "Pause", exact: true }).click();
  await lab.select("500 trucks");
  await lab.inspector.getByRole("button", { name: "Run", exact: true }).click();
  await lab.inspector.getByRole("button", { name: "Pause", exact: true }).waitFor();
});

journey("a function works through a stream that is made by hand", {}, async (page) => {
  const lab = new LabPage(page);
  await lab.open("Empty lab");
  await lab.button("Stream").click();
  const dialog = page.getByRole("dialog", { name: "Create stream" });
  await dialog.waitFor();
  await expectAccessible(page);
  await dialog.getByLabel("Name", { exact: true }).fill("a b");
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await dialog.getByText(/^ValidationException: /).waitFor();
  await dialog.getByLabel("Name", { exact: true }).fill("readings");
  await dialog.getByRole("button", { name: "Create stream" }).click();
  await dialog.waitFor({ state: "detached" });
  await lab.inspector.getByText(/^It is being made, and takes records in/).waitFor();
  await playUntil(lab, lab.inspector.getByText(/^2 open shards: it takes 2,000 records/));
  await lab.button("Function").click();
  const form = page.getByRole("dialog", { name: "Create function" });
  await form.getByLabel("Name", { exact: true }).fill("meter");
  await form.getByRole("button", { name: "Create function" }).click();
  await form.waitFor({ state: "detached" });
  await lab.inspector.getByRole("button", { name: "Add an event source…" }).click();
  const source = page.getByRole("dialog", { name: "Add an event source" });
  await source.getByLabel("What it works through", { exact: true }).selectOption({ label: "stream readings" });
  await source.getByLabel("Batch size", { exact: true }).fill("0");
  await source.getByRole("button", { name: "Create mapping" }).click();
  await source.getByText(/batchSize/).first().waitFor();
  await expectAccessible(page);
  await source.getByLabel("Batch size", { exact: true }).fill("10");
  await source.getByRole("button", { name: "Create mapping" }).click();
  await source.waitFor({ state: "detached" });
  await lab.select("readings");
  await lab.inspector.getByLabel("Partition key", { exact: true }).fill("sensor_1");
  await lab.button("Put record").click();
  await lab.inspector.getByText("SequenceNumber").waitFor();
  await playUntil(lab, lab.log.getByText(/The mapping of stream\/readings to meter is done with a batch/));
  await lab.select("meter");
  await lab.inspector.getByText(/^Shard \d: all done$/).first().waitFor();
  await expectAccessible(page);
});

journey("a hundred trucks three ways are told side by side from the run", {}, async (page) => {
  const lab = await opened(page, "100 trucks three ways");
  await page.getByRole("tab", { name: "Side by side" }).click();
  const table = page.getByRole("table", { name: "Queues and streams side by side" });
  await table.getByRole("cell", { name: "5: one for each open shard and application" }).waitFor();
  await playUntil(lab, table.getByRole("cell", { name: /^[1-9]\d* in flight$/ }));
  assert.equal(await table.getByRole("columnheader").count(), 3);
  await expectAccessible(page);
});

journey("a shard is cut on the stage", {}, async (page) => {
  const lab = await opened(page, "100 trucks on 5 shards");
  const axis = await lab.node("trucks").locator(".cut-area").boundingBox();
  const x = axis.x + 6;
  await page.mouse.move(x, axis.y + axis.height * 0.1);
  await page.mouse.down();
  await lab.inspector.getByRole("heading", { name: "Split shard 0" }).waitFor();
  await page.mouse.move(x, axis.y + axis.height * 0.5, { steps: 5 });
  await page.mouse.up();
  await lab.inspector.getByRole("heading", { name: "Split shard 2" }).waitFor();
  await expectAccessible(page);
  await lab.node("trucks").locator(".cut-button").click();
  await lab.inspector.getByText(/^It is being changed for another/).waitFor();
  assert.equal(await lab.node("trucks").locator(".knife").count(), 0);
  await playUntil(lab, lab.node("trucks").getByText("6 open shards"));
});

journey("an application gets other columns, and joins a table that lies in a bucket", {}, async (page) => {
  const lab = await opened(page, "SQL over clicks");
  await lab.button("Bucket").click();
  const bucket = page.getByRole("dialog", { name: "Create bucket" });
  await bucket.getByLabel("Name", { exact: true }).fill("lists-of-pages");
  await page.keyboard.press("Enter");
  await bucket.waitFor({ state: "detached" });
  await lab.inspector.getByLabel("Key", { exact: true }).fill("pages.csv");
  await lab.inspector.getByLabel("Text", { exact: true }).fill("page_1,Home\npage_2,Basket\npage_3,Help");
  await lab.button("Put object").click();
  await lab.inspector.getByText("pages.csv was put.").waitFor();

  const runs = lab.node("click-sql").getByText("RUNNING", { exact: true });
  await playUntil(lab, runs);
  await lab.select("click-sql");
  await lab.button("Change the input…").click();
  const input = page.getByRole("dialog", { name: "Update the input" });
  const columns = input.getByLabel("Columns", { exact: true });
  assert.equal(await columns.inputValue(), "PAGE VARCHAR(16) $.page\nMS INTEGER $.ms");
  await columns.fill("PAGE");
  await input.getByRole("button", { name: "Update input" }).click();
  await input.getByText(/^“PAGE” should be a name, a type and a path/).waitFor();
  await expectAccessible(page);
  // The code still names the column that goes.
  await columns.fill("PAGE VARCHAR(16) $.page");
  await input.getByRole("button", { name: "Update input" }).click();
  await input.getByText(/MS/).first().waitFor();
  await columns.fill("PAGE VARCHAR(16) $.page\nMS INTEGER $.ms\nWHO VARCHAR(16) $.who");
  await input.getByRole("button", { name: "Update input" }).click();
  await input.waitFor({ state: "detached" });
  await playUntil(lab, runs);

  await lab.button("Add a reference table…").click();
  const table = page.getByRole("dialog", { name: "Add a reference table" });
  await table.getByLabel("Name", { exact: true }).fill("PAGES");
  await table.getByRole("button", { name: "Add reference table" }).click();
  await table.getByText("Choose the bucket that the object lies in.").waitFor();
  await table.getByLabel("Bucket", { exact: true }).selectOption({ label: "lists-of-pages" });
  await table.getByLabel("Object", { exact: true }).fill("pages.csv");
  await table.getByRole("button", { name: "Guess from the object" }).click();
  await expectAccessible(page);
  await table.getByRole("button", { name: "Add reference table" }).click();
  await table.waitFor({ state: "detached" });
  await lab.inspector.getByText("PAGES: pages.csv of bucket lists-of-pages").waitFor();
  await playUntil(lab, runs);
  await lab.inspector.getByLabel("Example queries").selectOption({ label: "Join with the reference table" });
  await lab.inspector.getByRole("button", { name: "Save", exact: true }).click();
  await lab.logged(/loaded 3 rows into PAGES/);
  await playUntil(lab, lab.inspector.getByRole("cell", { name: "Basket" }));
  // With more room below the stage.
  await page.getByRole("tab", { name: "SQL" }).click();
  const desk = page.getByRole("group", { name: "SQL and what comes out" });
  await desk.getByRole("cell", { name: "Basket" }).first().waitFor();
  await desk.getByLabel("SQL of the application").fill("SELECT STREAM NOTHING FROM SOURCE_SQL_STREAM_001");
  await desk.locator("[role=status] .wrong").waitFor();
  await expectAccessible(page);
});
