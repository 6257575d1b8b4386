//! Finds the texts in the sources.

use super::Texts;
use anyhow::{Context, Result, anyhow, bail};
use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// Where texts are said.
const SOURCES: [&str; 3] = ["src", "crates/view/src", "crates/page/src"];
const PAGE: &str = "index.html";
/// The macros that say a text, and that name one.
const MACROS: [&str; 2] = ["t", "key"];
/// The attribute of an element of the page whose text is one of these.
const MARK: &str = "data-t";
/// Where the macros themselves are made and tested.
const OWN: &str = "src/text/";

/// All texts below a project's root.
pub fn collect(root: &Path) -> Result<Texts> {
    let mut texts = Texts::new();
    let mut files = Vec::new();
    for folder in SOURCES {
        files.extend(rust_files(&root.join(folder))?);
    }
    for path in files {
        let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if file.starts_with(OWN) {
            continue;
        }
        let source = fs::read_to_string(&path).with_context(|| format!("could not read {file}"))?;
        for text in of_rust(&source).with_context(|| format!("could not take {file} apart"))? {
            texts.entry(text).or_default().insert(file.clone());
        }
    }
    let page = fs::read_to_string(root.join(PAGE)).with_context(|| format!("could not read {PAGE}"))?;
    for text in of_page(&page) {
        texts.entry(text).or_default().insert(PAGE.to_owned());
    }
    Ok(texts)
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn of_rust(source: &str) -> Result<Vec<String>> {
    let tokens: TokenStream = source.parse().map_err(|error| anyhow!("{error}"))?;
    let mut found = Vec::new();
    walk(tokens, &mut found)?;
    Ok(found)
}

fn walk(tokens: TokenStream, found: &mut Vec<String>) -> Result<()> {
    let mut before: [Option<TokenTree>; 2] = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let is_macro = match &before {
                [Some(TokenTree::Ident(name)), Some(TokenTree::Punct(mark))] => {
                    mark.as_char() == '!' && MACROS.iter().any(|known| name == known)
                }
                _ => false,
            };
            if is_macro {
                match group.stream().into_iter().next() {
                    Some(TokenTree::Literal(literal)) => {
                        let text: syn::LitStr = syn::parse_str(&literal.to_string())?;
                        found.push(text.value());
                    }
                    _ => bail!("a text is no literal: {group}"),
                }
            }
            walk(group.stream(), found)?;
        }
        before = [before[1].take(), Some(token)];
    }
    Ok(())
}

/// What stands in the elements that are marked, without the white space that markup is laid out with.
fn of_page(page: &str) -> Vec<String> {
    let marked = page.split('<').filter_map(|tag| {
        let (head, text) = tag.split_once('>')?;
        let is_marked = head.split_whitespace().any(|word| word == MARK);
        is_marked.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    marked.filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_wherever_they_stand() {
        let source = r#"
            const A: &str = key!("One");
            fn f() { let x = t!("Two {n}", n = g(t!("Three"))); view! { <p title=t!("Four")>{t!("Fi\"ve")}</p> } }
            // t!("Not this")
            fn g() { other!("Nor this"); "t!(\"nor this\")" }
        "#;
        assert_eq!(of_rust(source).unwrap(), ["One", "Two {n}", "Three", "Four", "Fi\"ve"]);
        assert!(of_rust("fn f() { t!(name) }").is_err());
    }

    #[test]
    fn texts_of_the_page_are_those_of_marked_elements() {
        let page = "<p data-t>\n  Two\n  lines </p><p>none</p><b class=\"x\" data-t>Bold</b>";
        assert_eq!(of_page(page), ["Two lines", "Bold"]);
    }
}
