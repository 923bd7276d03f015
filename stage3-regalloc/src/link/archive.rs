//! Many objects in one file: `ar` archives, as `ar`, `nm` and every linker read them.
//!
//! ```text
//! !<arch>\n
//! /               …   the index: which member defines which symbol       if there are symbols
//! //              …   names of more than 15 letters
//! shapes.o/       …   60 bytes of text: name, date, owner, group, mode, size; then the file, to an even length
//! ```
//!
//! The format of System V and GNU. Dates and owners are zero, so that the same members give the same bytes. Reading
//! trusts nothing: every size is checked against what is there. Judged by its tests, by `ar` and by stage 4's
//! `tests/separate.rs`.

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// A file in an archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its contents.
    pub contents: Vec<u8>,
}

/// Is this an archive?
pub fn is_archive(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

/// An archive of members, each with the names that it defines for others.
pub fn write(members: &[(Member, Vec<String>)]) -> Vec<u8> {
    let mut long_names = String::new();
    let names: Vec<String> = members
        .iter()
        .map(|(member, _)| {
            let name = member.name.replace(['/', '\n'], "_");
            if name.len() < 16 {
                return format!("{name}/");
            }
            let at = long_names.len();
            long_names += &name;
            long_names += "/\n";
            format!("/{at}")
        })
        .collect();
    let symbols = members.iter().map(|(_, symbols)| symbols.len()).sum::<usize>();
    let letters = members.iter().flat_map(|(_, symbols)| symbols).map(|name| name.len() + 1);
    let index_size = 4 + 4 * symbols + letters.sum::<usize>();
    let with_header = |size: usize| HEADER + size.next_multiple_of(2);
    let mut at = MAGIC.len();
    at += if symbols > 0 { with_header(index_size) } else { 0 };
    at += if long_names.is_empty() { 0 } else { with_header(long_names.len()) };

    let mut index = (symbols as u32).to_be_bytes().to_vec();
    for (member, symbols) in members {
        index.extend((at as u32).to_be_bytes().repeat(symbols.len()));
        at += with_header(member.contents.len());
    }
    for name in members.iter().flat_map(|(_, symbols)| symbols) {
        index.extend(name.bytes().filter(|byte| *byte != 0).chain([0]));
    }
    let mut file = MAGIC.to_vec();
    if symbols > 0 {
        append(&mut file, "/", &index);
    }
    if !long_names.is_empty() {
        append(&mut file, "//", long_names.as_bytes());
    }
    for (name, (member, _)) in names.iter().zip(members) {
        append(&mut file, name, &member.contents);
    }
    file
}

fn append(file: &mut Vec<u8>, name: &str, contents: &[u8]) {
    let size = contents.len();
    file.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644).bytes());
    file.extend(contents);
    if size % 2 == 1 {
        file.push(b'\n');
    }
}

/// The members of an archive, without index and table of names.
///
/// # Errors
/// What is wrong with it.
pub fn read(file: &[u8]) -> Result<Vec<Member>, String> {
    let mut rest = file.strip_prefix(MAGIC).ok_or("this is no archive")?;
    let mut long_names: &[u8] = &[];
    let mut members = Vec::new();
    while !rest.is_empty() {
        let number = members.len() + 1;
        let damaged = |what: &str| format!("member {number} of the archive {what}");
        let (header, behind) = rest.split_at_checked(HEADER).ok_or(damaged("has no header"))?;
        if &header[58..] != b"`\n" {
            return Err(damaged("has no header"));
        }
        let size =
            std::str::from_utf8(&header[48..58]).ok().and_then(|text| text.trim().parse().ok());
        let size: usize = size.ok_or(damaged("has no size"))?;
        let (contents, behind) =
            behind.split_at_checked(size).ok_or(damaged("is longer than the file"))?;
        rest = behind.get(size % 2..).unwrap_or_default();
        let name = header[..16].trim_ascii_end();
        match name {
            b"/" | b"/SYM64/" => continue,
            b"//" => {
                long_names = contents;
                continue;
            }
            _ => {}
        }
        let name = match name.strip_prefix(b"/") {
            None => name.strip_suffix(b"/").unwrap_or(name),
            Some(digits) => {
                let at: Option<usize> =
                    std::str::from_utf8(digits).ok().and_then(|text| text.parse().ok());
                let name = at.and_then(|at| long_names.get(at..));
                let name = name.ok_or(damaged("has no name"))?;
                let end = name.iter().position(|byte| *byte == b'\n').unwrap_or(name.len());
                name[..end].strip_suffix(b"/").unwrap_or(&name[..end])
            }
        };
        let name = String::from_utf8_lossy(name).into_owned();
        members.push(Member { name, contents: contents.to_vec() });
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> (Vec<Member>, Vec<u8>) {
        let member = |name: &str, text: &str| Member { name: name.into(), contents: text.into() };
        let members =
            vec![member("a.o", "odd"), member("a_name_that_is_long.o", "even"), member("b.o", "")];
        let with = members.iter().cloned().zip([vec!["f".into()], vec![], vec!["g".into()]]);
        let file = write(&with.collect::<Vec<_>>());
        (members, file)
    }

    #[test]
    fn what_is_written_is_read() {
        let (members, file) = archive();
        assert_eq!(read(&file), Ok(members));
        assert_eq!(read(&write(&[])), Ok(Vec::new()));
    }

    #[test]
    fn every_prefix_is_an_archive_or_refused() {
        let (members, file) = archive();
        for end in 0..file.len() {
            if let Ok(some) = read(&file[..end]) {
                assert!(members.starts_with(&some), "{end}");
            }
        }
        assert_eq!(read(&file[..40]), Err("member 1 of the archive has no header".into()));
        let mut wrong = file.clone();
        wrong[MAGIC.len() + 48..MAGIC.len() + 58].copy_from_slice(b"9999999999");
        assert_eq!(read(&wrong), Err("member 1 of the archive is longer than the file".into()));
    }
}
