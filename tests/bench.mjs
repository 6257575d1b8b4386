// The engine in WebAssembly, in Node: messages a second. Usage: node bench.mjs bare_engine.wasm

import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
const { lifecycle, stream } = instance.exports;
lifecycle(20_000n);
const before = performance.now();
const count = Number(lifecycle(400_000n));
const seconds = (performance.now() - before) / 1000;
console.log(`wasm: send, receive, delete in batches of 10\t${Math.round(count / seconds)}\tmessages/s`);

// A million records are put and read, and all of them are held meanwhile.
stream(20_000n);
const begin = performance.now();
const records = Number(stream(1_000_000n));
console.log(`wasm: put and read records, 1,000,000 held\t${Math.round((records / (performance.now() - begin)) * 1000)}\trecords/s`);
