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

async function start() {
  const [bindings, module] = await Promise.all([import(addressIn("boot-glue")), fetched(addressIn("boot-wasm"))]);
  await bindings.default({ module_or_path: module });
  document.getElementById("boot").remove();
}

start().catch((error) => {
  console.error(error);
  document.getElementById("boot-status").hidden = true;
  document.getElementById("boot-detail").textContent = String(error?.message ?? error);
  document.getElementById("boot-alert").hidden = false;
});
