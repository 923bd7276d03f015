//! The server as a browser sees it: pages, the reload after a change, faults shown and not fatal.

use book::{Workspace, serve};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

#[test]
fn a_changed_chapter_reloads_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let chapters = folder.path().join("book/chapters");
    fs::create_dir_all(&chapters).unwrap();
    let config = "[book]\nsrc = \"chapters\"\n[build]\nbuild-dir = \"build\"\nuse-default-preprocessors = false\n";
    fs::write(folder.path().join("book/book.toml"), config).unwrap();
    fs::write(chapters.join("SUMMARY.md"), "- [Page](page.md)\n").unwrap();
    fs::write(chapters.join("page.md"), "# First words\n").unwrap();

    let (sender, receiver) = mpsc::channel();
    let workspace = Workspace::at(folder.path());
    // It serves until the test ends.
    std::thread::spawn(move || {
        serve::serve(&workspace, 0, |address| sender.send(address.to_string()).unwrap())
    });
    let address = receiver.recv_timeout(Duration::from_secs(60)).unwrap();
    let host = address.trim_start_matches("http://").trim_end_matches('/').to_string();

    let page = get(&host, "/page.html");
    assert!(
        page.starts_with("HTTP/1.1 200")
            && page.contains("First words")
            && page.contains("/__reload")
    );
    assert!(get(&host, "/missing.html").starts_with("HTTP/1.1 404"));

    let mut events = open(&host, "/__reload?since=1");
    fs::write(chapters.join("page.md"), "# Second words\n\n```rust\n{{#include none.rs}}\n```\n")
        .unwrap();
    assert_eq!(next_event(&mut events), "event: reload");
    assert!(get(&host, "/page.html").contains("Second words"));

    let mut events = open(&host, "/__reload?since=2");
    assert_eq!(next_event(&mut events), "event: problems");
    let mut data = String::new();
    events.read_line(&mut data).unwrap();
    assert!(data.contains("book/chapters/page.md:4: cannot read"), "{data}");
}

fn open(host: &str, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    BufReader::new(stream)
}

fn get(host: &str, path: &str) -> String {
    let mut text = String::new();
    open(host, path).read_to_string(&mut text).unwrap();
    text
}

fn next_event(events: &mut impl BufRead) -> String {
    events.lines().map(Result::unwrap).find(|line| line.starts_with("event:")).unwrap()
}
