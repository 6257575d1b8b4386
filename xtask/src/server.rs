//! A static file server for this machine only, which answers as a well set up production host would: the content
//! security policy, the right types, and index.html for the page's own routes.

mod request;

use crate::site::CONTENT_SECURITY_POLICY;
use anyhow::{Context, Result};
use request::{Head, Resource, resolve};
use std::fs;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long a silent connection is kept; browsers hold some open for later.
const IDLE: Duration = Duration::from_secs(15);

/// A port that is ours, not yet answered on.
#[derive(Debug)]
pub struct Port {
    listener: TcpListener,
    number: u16,
}

/// What is served where.
#[derive(Debug, Clone)]
struct Mount {
    folder: PathBuf,
    /// Begins and ends with a slash.
    prefix: String,
}

impl Port {
    /// Takes a port on 127.0.0.1; 0 stands for any that is free.
    pub fn take(number: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => {
                anyhow::anyhow!("port {number} is in use by another program; `--port` chooses another one")
            }
            _ => anyhow::Error::new(error).context(format!("port {number} could not be taken")),
        })?;
        let number = listener.local_addr().context("the port has no address")?.port();
        Ok(Self { listener, number })
    }

    /// Answers from a folder, below a path such as `/` or `/some/where/`, until this program ends. Returns the address.
    pub fn serve(self, folder: PathBuf, prefix: &str) -> String {
        let address = format!("http://127.0.0.1:{}{prefix}", self.number);
        let mount = Arc::new(Mount { folder, prefix: prefix.to_owned() });
        thread::spawn(move || {
            for stream in self.listener.incoming().flatten() {
                let mount = Arc::clone(&mount);
                thread::spawn(move || {
                    // The other side may go away at any time; that is its right.
                    let _ = answer_all(&stream, &mount);
                });
            }
        });
        address
    }
}

/// Answers requests on one connection until either side has had enough.
fn answer_all(stream: &TcpStream, mount: &Mount) -> std::io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(head) = Head::read(&mut reader)? {
        let answer = answer(&head, mount);
        let mut bytes = answer.header(head.keep_alive).into_bytes();
        if head.wants_body() {
            bytes.extend(&answer.body);
        }
        let mut writer = stream;
        writer.write_all(&bytes)?;
        if !head.keep_alive {
            break;
        }
    }
    // Whatever was still being sent is read, or closing would discard the answer on its way.
    stream.shutdown(std::net::Shutdown::Write)?;
    reader.take(64 * 1024).read_to_end(&mut Vec::new()).map(drop)
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
    /// Other contents would have another name, so that a browser need not ask again.
    is_named_by_contents: bool,
}

impl Answer {
    fn sentence(status: &'static str) -> Self {
        let body = format!("{status}\n").into_bytes();
        Self { status, kind: "text/plain; charset=utf-8", body, is_named_by_contents: false }
    }

    fn header(&self, keep_alive: bool) -> String {
        format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nContent-Security-Policy: {}\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCache-Control: {}\r\n\
             Connection: {}\r\n\r\n",
            self.status,
            self.kind,
            self.body.len(),
            CONTENT_SECURITY_POLICY,
            if self.is_named_by_contents { "public, max-age=31536000, immutable" } else { "no-cache" },
            if keep_alive { "keep-alive" } else { "close" },
        )
    }
}

fn answer(head: &Head, mount: &Mount) -> Answer {
    if !matches!(head.method.as_str(), "GET" | "HEAD") {
        return Answer::sentence("405 Method Not Allowed");
    }
    let Some(resource) = resolve(&head.target, &mount.prefix) else { return Answer::sentence("404 Not Found") };
    let name = match &resource {
        Resource::File(name) => name.as_str(),
        Resource::Page => "index.html",
    };
    match fs::read(mount.folder.join(name)) {
        Ok(body) => Answer {
            status: "200 OK",
            kind: content_type(name),
            body,
            is_named_by_contents: is_named_by_contents(name),
        },
        Err(_) => Answer::sentence("404 Not Found"),
    }
}

/// Whether a path has a fingerprint in it, as Trunk and the division give to files and to their folder.
fn is_named_by_contents(name: &str) -> bool {
    let is_print = |part: &str| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split(['-', '.', '_', '/']).any(is_print)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("queuelab-server-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(folder.join("index.html"), "<h1>page</h1>").unwrap();
        fs::write(folder.join("deep/a b.wasm"), [0, 97, 115, 109]).unwrap();
        folder
    }

    fn exchange(address: &str, request: &str) -> String {
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn get(address: &str, path: &str) -> String {
        exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }

    #[test]
    fn answers_files_and_routes_below_a_prefix() {
        let folder = site("prefix");
        let address = Port::take(0).unwrap().serve(folder.clone(), "/some/where/");
        for (path, status, part) in [
            ("/some/where/", "200 OK", "<h1>page</h1>"),
            ("/some/where/learn?x=1", "200 OK", "text/html"),
            ("/some/where/deep/a%20b.wasm", "200 OK", "application/wasm"),
            ("/some/where/none.js", "404 Not Found", "text/plain"),
            ("/some/where/../index.html", "404 Not Found", ""),
            ("/some/where/%2e%2e/index.html", "404 Not Found", ""),
            ("/index.html", "404 Not Found", ""),
        ] {
            let text = get(&address, path);
            assert!(text.starts_with(&format!("HTTP/1.1 {status}\r\n")) && text.contains(part), "{path}: {text}");
            assert!(text.contains("script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"), "{path}: {text}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_named_by_its_contents_need_not_be_asked_for_again() {
        for (name, expected) in [
            ("queuelab-page-92e3b16551cffa3f_bg.wasm", true),
            ("later-66c7b7a8044a6f4e/chunk_10.wasm", true),
            ("index.html", false),
            ("queue-lab.js", false),
            ("posters/slow-consumer.svg", false),
        ] {
            assert_eq!(is_named_by_contents(name), expected, "{name}");
        }
    }

    #[test]
    fn one_connection_serves_several_requests() {
        let folder = site("keep");
        let address = Port::take(0).unwrap().serve(folder.clone(), "/");
        let text = exchange(
            &address,
            "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        let statuses: Vec<_> = text.lines().filter(|line| line.starts_with("HTTP/1.1")).collect();
        assert_eq!(statuses, ["HTTP/1.1 200 OK", "HTTP/1.1 405 Method Not Allowed"]);
        assert!(!text.contains("<h1>"), "HEAD has no body: {text}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_busy_port_is_one_sentence() {
        let first = Port::take(0).unwrap();
        let error = Port::take(first.number).unwrap_err().to_string();
        assert_eq!(error, format!("port {} is in use by another program; `--port` chooses another one", first.number));
    }
}
