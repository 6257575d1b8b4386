//! Reading requests: as much of HTTP/1.1 as browsers send to a static host.

use std::io::{BufRead, Read};

/// The longest request line with its headers.
const HEAD_BYTES_MAX: u64 = 32 * 1024;

/// The part of a request that matters here. Bodies are not read: a request that announces one ends its connection.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// `GET` and so on.
    pub method: String,
    /// The path and query as sent.
    pub target: String,
    /// Whether another request may follow on the connection.
    pub keep_alive: bool,
}

/// What a path stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Resource {
    /// A file, by its relative path.
    File(String),
    /// One of the page's own routes, which index.html answers.
    Page,
}

impl Head {
    /// The next request, or nothing when the connection has ended or what it sends is not HTTP.
    pub fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Self>> {
        let mut text = String::new();
        let mut limited = reader.take(HEAD_BYTES_MAX);
        while limited.read_line(&mut text)? > 0 {
            if text.ends_with("\r\n\r\n") || text.ends_with("\n\n") {
                return Ok(Self::parse(&text));
            }
        }
        Ok(None)
    }

    /// Whether the answer carries its body.
    pub fn wants_body(&self) -> bool {
        self.method != "HEAD"
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        let mut keep_alive = version == "HTTP/1.1";
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
            let closes = is("connection") && value.eq_ignore_ascii_case("close");
            let has_body = is("transfer-encoding") || is("content-length") && value != "0";
            keep_alive &= !(closes || has_body);
        }
        Some(Self { method: method.to_owned(), target: target.to_owned(), keep_alive })
    }
}

/// What a request target below a prefix stands for; nothing for what lies outside. A name with a dot is a file, every
/// other one is a route. Each part of the path must be a plain name, so that nothing leads out of the folder.
pub fn resolve(target: &str, prefix: &str) -> Option<Resource> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decoded(path.strip_prefix(prefix)?)?;
    if path.contains(['\\', '\0', ':']) || path.starts_with('/') || path.split('/').any(|part| part.starts_with('.')) {
        return None;
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    Some(if last.contains('.') { Resource::File(path) } else { Resource::Page })
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_files_and_routes() {
        let file = |name: &str| Some(Resource::File(name.to_owned()));
        for (target, prefix, expected) in [
            ("/", "/", Some(Resource::Page)),
            ("/learn", "/", Some(Resource::Page)),
            ("/learn/", "/", Some(Resource::Page)),
            ("/a.js?v=1", "/", file("a.js")),
            ("/x/a.js", "/x/", file("a.js")),
            ("/a.js", "/x/", None),
            ("/%41.js", "/", file("A.js")),
            ("/%4", "/", None),
            ("/%ff", "/", None),
            ("/../a.js", "/", None),
            ("/a/%2e%2e/b.js", "/", None),
            ("/a/..%2fb.js", "/", None),
            ("/.git/config", "/", None),
            ("/C:/a.js", "/", None),
            ("//etc/passwd.txt", "/", None),
        ] {
            assert_eq!(resolve(target, prefix), expected, "{target}");
        }
    }

    #[test]
    fn heads_are_read_one_after_the_other() {
        let mut input: &[u8] = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nconnection: Close\r\n\r\n";
        let first = Head::read(&mut input).unwrap().unwrap();
        assert_eq!((first.target.as_str(), first.keep_alive), ("/a", true));
        let second = Head::read(&mut input).unwrap().unwrap();
        assert_eq!((second.target.as_str(), second.keep_alive), ("/b", false));
        assert_eq!(Head::read(&mut input).unwrap(), None);
    }

    #[test]
    fn nonsense_and_endless_heads_are_refused() {
        assert_eq!(Head::read(&mut &b"hello\r\n\r\n"[..]).unwrap(), None);
        let endless = "GET / HTTP/1.1\r\n".to_owned() + &"x: y\r\n".repeat(10_000);
        assert_eq!(Head::read(&mut endless.as_bytes()).unwrap(), None);
    }
}
