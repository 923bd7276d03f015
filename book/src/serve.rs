//! Serves the built book on this machine, builds it again when a file changes, and tells the browser to reload.
//!
//! Files are polled twice a second: that needs no system interface and works in containers and network folders too. The
//! browser listens to `/__reload`, a stream of server-sent events; a small script added to every page reloads on
//! `reload` and shows the text of `problems` above the page.
//!
//! One thread per connection, HTTP/1.1 with `Connection: close`. Only for the loopback interface; this is no web server.

use crate::figure::Figures;
use crate::{Workspace, build};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

const POLL: Duration = Duration::from_millis(500);

const SCRIPT: &str = r#"<script>
const listen = new EventSource("/__reload?since=VERSION");
listen.addEventListener("reload", () => location.reload());
listen.addEventListener("problems", event => {
  const box = document.createElement("pre");
  box.style = "position:fixed;inset:0 0 auto 0;max-height:50vh;overflow:auto;z-index:999;margin:0;padding:1em;background:#611;color:#fff";
  box.textContent = JSON.parse(event.data);
  document.body.append(box);
});
</script>"#;

/// What the builder tells the connections.
#[derive(Default)]
struct State {
    /// Counts builds.
    version: u64,
    /// What was wrong in the last one.
    problems: String,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// Builds, then serves on `port` until the process ends. `ready` gets the address.
pub fn serve(workspace: &Workspace, port: u16, ready: impl FnOnce(&str)) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let shared: Shared = Arc::default();
    let mut figures = Figures::new();
    let mut watched = rebuild(workspace, &mut figures, &shared);
    ready(&format!("http://{}/", listener.local_addr()?));

    let (build, state) = (workspace.build(), shared.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (build, state) = (build.clone(), state.clone());
            // A browser that goes away in the middle of an answer is no error of ours.
            std::thread::spawn(move || answer(stream, &build, &state).ok());
        }
    });
    loop {
        std::thread::sleep(POLL);
        let now = stamps(watched.keys().cloned().chain(own_files(workspace)));
        let changed: Vec<PathBuf> = now
            .iter()
            .filter(|(path, at)| watched.get(*path) != Some(at))
            .map(|(path, _)| path.clone())
            .collect();
        if changed.is_empty() {
            continue;
        }
        for path in &changed {
            eprintln!("changed: {}", workspace.name_of(path));
        }
        if changed.iter().any(|path| !path.starts_with(workspace.book())) {
            // The code has changed, and with it perhaps what it draws.
            figures = Figures::new();
        }
        watched = rebuild(workspace, &mut figures, &shared);
    }
}

type Stamps = BTreeMap<PathBuf, Option<SystemTime>>;

/// Builds, reports, and tells which files to watch.
fn rebuild(workspace: &Workspace, figures: &mut Figures, shared: &Shared) -> Stamps {
    let (problems, sources) = match build::build(workspace, figures) {
        Ok(built) => {
            let problems: Vec<String> = built.problems().iter().map(ToString::to_string).collect();
            (problems.join("\n"), built.sources())
        }
        Err(message) => (message, BTreeSet::new()),
    };
    eprintln!("{}", if problems.is_empty() { "built" } else { &problems });
    let mut state = lock(shared);
    state.version += 1;
    state.problems = problems;
    drop(state);
    shared.1.notify_all();
    stamps(sources.into_iter().chain(own_files(workspace)))
}

/// The book's own files, whether a page uses them already or not.
fn own_files(workspace: &Workspace) -> Vec<PathBuf> {
    let book = workspace.book();
    let mut files = vec![book.join("book.toml")];
    files.extend(workspace.pages().unwrap_or_default());
    for entry in std::fs::read_dir(book.join("theme")).into_iter().flatten().flatten() {
        files.push(entry.path());
    }
    files
}

fn stamps(files: impl Iterator<Item = PathBuf>) -> Stamps {
    files
        .map(|path| {
            let at = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
            (path, at)
        })
        .collect()
}

fn answer(mut stream: TcpStream, build: &Path, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = request.split(' ');
    let (Some("GET" | "HEAD"), Some(target)) = (words.next(), words.next()) else {
        return respond(&mut stream, "405 Method Not Allowed", "text/plain", b"GET only");
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path == "/__reload" {
        let since = query.strip_prefix("since=").and_then(|since| since.parse().ok());
        return events(&mut stream, shared, since.unwrap_or(0));
    }
    // Asked before the file is read: at worst the page is reloaded once too often.
    let version = lock(shared).version.to_string();
    let script = SCRIPT.replace("VERSION", &version);
    match file(build, path) {
        Some((path, mut bytes)) => {
            if path.extension().is_some_and(|extension| extension == "html") {
                let html = String::from_utf8_lossy(&bytes);
                bytes = html.replace("</body>", &format!("{script}</body>")).into_bytes();
            }
            respond(&mut stream, "200 OK", media_type(&path), &bytes)
        }
        // It may be there after the build that is going on.
        None => {
            let html = format!("<body>no such page{script}</body>");
            respond(&mut stream, "404 Not Found", media_type(Path::new("x.html")), html.as_bytes())
        }
    }
}

/// The file behind a path of a request; nothing outside of the build folder.
fn file(build: &Path, path: &str) -> Option<(PathBuf, Vec<u8>)> {
    let path = decode(path)?;
    let mut file = build.to_path_buf();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." || part.contains(['\\', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    let bytes = std::fs::read(&file).ok()?;
    Some((file, bytes))
}

/// Undoes `%20` and its like.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn respond(stream: &mut TcpStream, status: &str, media_type: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}

/// Sends `problems` at once if there are any, and `reload` as soon as there is a build after `since`.
fn events(stream: &mut TcpStream, shared: &Shared, since: u64) -> io::Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n",
    )?;
    let problems = lock(shared).problems.clone();
    if !problems.is_empty() {
        write!(stream, "event: problems\ndata: {}\n\n", json(&problems))?;
    }
    loop {
        let state = lock(shared);
        let waited =
            shared.1.wait_timeout_while(state, Duration::from_secs(15), |s| s.version == since);
        // The lock goes before anything is written: a browser that stalls must not hold up the builder.
        let version = waited.unwrap_or_else(PoisonError::into_inner).0.version;
        if version != since {
            return stream.write_all(b"event: reload\ndata: \n\n");
        }
        // A comment; it fails when the page was closed, and so ends this thread.
        stream.write_all(b": still here\n\n")?;
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, State> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_stay_inside() {
        let folder = tempfile::tempdir().unwrap();
        let build = folder.path().join("build");
        std::fs::create_dir_all(build.join("a")).unwrap();
        std::fs::write(build.join("a/index.html"), "page").unwrap();
        std::fs::write(build.join("a b.txt"), "blank").unwrap();
        std::fs::write(folder.path().join("secret"), "no").unwrap();
        let body =
            |path: &str| file(&build, path).map(|(_, bytes)| String::from_utf8(bytes).unwrap());
        assert_eq!(body("/a/"), Some("page".into()));
        assert_eq!(body("/a%20b.txt"), Some("blank".into()));
        for path in ["/../secret", "/a/%2e%2e/%2e%2e/secret", "/..%5csecret", "/missing", "/%zz"] {
            assert_eq!(body(path), None, "{path}");
        }
    }

    #[test]
    fn events_carry_any_text() {
        assert_eq!(json("a \"b\"\n\\"), r#""a \"b\"\u000a\\""#);
    }
}
