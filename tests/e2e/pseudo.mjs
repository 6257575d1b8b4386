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

/** All texts of the catalogue. */
export async function catalogue() {
  const file = await readFile(CATALOGUE, "utf8");
  return new Set([...file.matchAll(/^msgid (".+")$/gm)].map(([, key]) => JSON.parse(key)).filter(Boolean));
}

/** The translation of the whole catalogue, as a PO file. */
export async function pseudoFile() {
  const pairs = [...(await catalogue())].map((key) => `\nmsgid ${JSON.stringify(key)}\nmsgstr ${JSON.stringify(pseudo(key))}\n`);
  return `msgid ""\nmsgstr "Language: de\\n"\n${pairs.join("")}`;
}

/** Everything that the page says by itself outside of brackets: what a reader sees, and what a screen reader is told. */
export function unsaid(page) {
  return page.evaluate(() => {
    const found = [];
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
      const rest = bare(text).trim();
      if (/\p{L}{2}/u.test(rest)) found.push({ where, whole: text.trim(), bare: rest });
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
    return found;
  });
}
