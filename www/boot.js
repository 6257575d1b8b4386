// Starts the page: loads the bindings and the WebAssembly module side by side and compiles while it arrives.
// A file of its own, because the policy that production hosts send allows no inline script.

/** The address in a link that the build wrote into the head; it carries the content hash of the file. */
function addressIn(id) {
  const link = document.getElementById(id);
  if (!link) throw new Error(`index.html has no link with the id ${id}`);
  return link.href;
}

/** Fetches a file and refuses an error page in its place, which would otherwise surface as a broken module. */
async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${new URL(address).pathname}`);
  return response;
}

/** Whether this is a lab in somebody else's document; crates/page/src/host.rs knows the same names. */
const isFrame = /\/e(\.html)?$/.test(location.pathname);

if (isFrame) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "embed.css";
  document.head.append(sheet);
}

const LANGUAGE_KEY = "queuelab.language";
/** The languages beside English that there are texts of; crates/page/src/language.rs has the same tags. */
const TRANSLATIONS = ["de"];

/** The language that the reader chose here; an embedded lab speaks as the document around it wishes. */
function chosenLanguage() {
  if (isFrame) return new URLSearchParams(location.hash.slice(1)).get("lang");
  try {
    return localStorage.getItem(LANGUAGE_KEY);
  } catch {
    // Nothing can be stored here.
    return null;
  }
}

/** That language, or else the first of the browser's that we have. */
function language() {
  const wanted = [chosenLanguage(), ...navigator.languages].filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return wanted.find((tag) => tag === "en" || TRANSLATIONS.includes(tag)) ?? "en";
}

/** Puts the texts of the reader's language where the page looks for them. Without them it speaks English, and says why. */
async function fetchTexts() {
  const tag = language();
  if (tag === "en") return;
  try {
    const holder = document.createElement("pre");
    holder.id = "texts";
    holder.hidden = true;
    holder.textContent = await (await fetched(new URL(`locales/${tag}.po`, document.baseURI))).text();
    document.body.append(holder);
  } catch (error) {
    document.documentElement.dataset.untranslated = String(error?.message ?? error);
  }
}

const RUN_KEY = "queuelab.run.1";

/** What is stored of the reader's work, if the browser lets us look. */
function storedRun() {
  // What is stored here belongs to the page, not to a frame of the same host.
  if (isFrame) return null;
  try {
    return localStorage.getItem(RUN_KEY);
  } catch {
    return null;
  }
}

/** After a panic the module is dead: offers the run, and the ways to go on. */
function showCrash(error) {
  const crash = document.getElementById("crash");
  if (!crash.hidden) return;
  const run = storedRun();
  if (run) {
    const file = document.getElementById("crash-file");
    file.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([run], { type: "application/json" }));
      link.download = "queuelab-run.json";
      link.click();
    });
    file.hidden = false;
  }
  document.getElementById("crash-again").addEventListener("click", () => location.reload());
  document.getElementById("crash-fresh").hidden = isFrame;
  document.getElementById("crash-fresh").addEventListener("click", () => {
    try {
      localStorage.removeItem(RUN_KEY);
    } finally {
      location.reload();
    }
  });
  document.getElementById("crash-detail").textContent = document.documentElement.dataset.panic ?? String(error);
  // Whatever of the page may still be alive stores nothing over what is kept.
  document.addEventListener("visibilitychange", (event) => event.stopImmediatePropagation(), true);
  crash.hidden = false;
  for (const other of document.body.children) if (other !== crash) other.inert = true;
  document.getElementById("crash-again").focus();
}

const isPanic = (error) => error instanceof WebAssembly.RuntimeError;
addEventListener("error", (event) => isPanic(event.error) && showCrash(event.error));
addEventListener("unhandledrejection", (event) => isPanic(event.reason) && showCrash(event.reason));

async function start() {
  const files = [import(addressIn("boot-glue")), fetched(addressIn("boot-wasm")), fetchTexts()];
  const [bindings, module] = await Promise.all(files);
  await bindings.default({ module_or_path: module });
  document.getElementById("boot").remove();
}

start().catch((error) => {
  console.error(error);
  document.getElementById("boot-status").hidden = true;
  document.getElementById("boot-detail").textContent = String(error?.message ?? error);
  document.getElementById("boot-alert").hidden = false;
});
