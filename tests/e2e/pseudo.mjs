// A language that nobody speaks, made of the catalogue: every text longer by two fifths, with accents, between brackets.
// Whatever the page says without brackets has not come through the catalogue; whatever is cut will be cut in German too.

import { readFile } from "node:fs/promises";

const CATALOGUE = new URL("../../locales/queuelab.pot", import.meta.url);
const ACCENTS = { a: "á", e: "é", i: "í", o: "ó", u: "ú", A: "Á", E: "É", I: "Í", O: "Ó", U: "Ú" };

/** A text in the language that nobody speaks; gaps and the spaces at the ends stay as they are. */
export function pseudo(text) {
  const [, before, core, after] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  const said = core
    .split(/(\{[^{}]*\})/)
    .map((part, index) => (index % 2 ? part : part.replace(/[aeiouAEIOU]/g, (vowel) => ACCENTS[vowel])))
    .join("");
  const letters = core.replace(/\{[^{}]*\}/g, "").length;
  return `${before}⟦${said}${"·".repeat(Math.ceil(letters * 0.4))}⟧${after}`;
}

/** The translation of the whole catalogue, as a PO file. */
export async function pseudoFile() {
  const catalogue = await readFile(CATALOGUE, "utf8");
  const head = 'msgid ""\nmsgstr "Language: de\\n"\n';
  const keys = [...catalogue.matchAll(/^msgid (".+")$/gm)].map(([, key]) => key).filter((key) => key !== '""');
  return head + keys.map((key) => `\nmsgid ${key}\nmsgstr ${JSON.stringify(pseudo(JSON.parse(key)))}\n`).join("");
}

/** Everything that the page says by itself outside of brackets: what a reader sees, and what a screen reader is told. */
export function unsaid(page) {
  return page.evaluate(() => {
    const found = new Set();
    // What is somebody's own, or AWS's: names, numbers, documents, commands.
    const foreign = "[translate=no], [lang]:not(html), code, pre, textarea, kbd, .mono";
    const bare = (text) => {
      let rest = text;
      for (let before; before !== rest; ) {
        before = rest;
        rest = rest.replace(/⟦[^⟦⟧]*⟧/g, " ");
      }
      return rest;
    };
    const note = (element, text, where) => {
      if (element.closest(foreign)) return;
      if (/\p{L}{2}/u.test(bare(text))) found.add(`${where}: ${text.trim()}`);
    };
    const shown = (element) => element.checkVisibility?.() !== false;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element && shown(element) && !element.closest("script, style, noscript")) note(element, node.data, element.localName);
    }
    for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (!shown(element)) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const text = element.getAttribute(name);
        if (text) note(element, text, `${element.localName}[${name}]`);
      }
    }
    return [...found];
  });
}
