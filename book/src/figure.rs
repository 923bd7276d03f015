//! Figures: drawings made by the code they are about, placed in the page as SVG.
//!
//! In a chapter:
//!
//! ```text
//! <!-- figure: cargo run -q -p stage0 -- graph hello -->
//! ![The 43 bytes, by instruction](figures/hello.svg)
//! ```
//!
//! The command runs in the workspace's root and prints the drawing; it is also written to `figures/hello.svg` beside the
//! chapter, which Git ignores. Without the comment the file must exist: a drawing made by hand.
//!
//! The page gets the SVG itself and not an `<img>`, because only then `currentColor` is the text colour of the theme and
//! one drawing serves the light and the dark ones. What that needs is done here: the alternative text becomes the
//! drawing's title and label, ids get the figure's name in front (two drawings of a page may both call something
//! `arrow`), and empty lines go, since Markdown would end the HTML there.

use crate::Workspace;
use crate::command::{self, Builds, Streams};
use std::collections::HashMap;

/// The figures drawn so far, by command.
#[derive(Debug, Default)]
pub struct Figures {
    drawn: HashMap<String, String>,
    builds: Builds,
    twice: bool,
}

impl Figures {
    /// Draws each figure once.
    pub fn new() -> Figures {
        Figures::default()
    }

    /// Draws each figure twice and compares: a figure must not depend on addresses, time or hash order.
    pub fn checked() -> Figures {
        Figures { twice: true, ..Figures::default() }
    }

    /// What the command prints, which must be one SVG drawing; the error says why it is not.
    pub fn draw(&mut self, workspace: &Workspace, command: &str) -> Result<String, String> {
        if let Some(drawn) = self.drawn.get(command) {
            return Ok(drawn.clone());
        }
        self.builds.prepare(workspace.root(), command);
        let svg = print(workspace, command)?;
        if self.twice && print(workspace, command)? != svg {
            return Err(format!("`{command}` draws another picture each time"));
        }
        self.drawn.insert(command.to_string(), svg.clone());
        Ok(svg)
    }
}

fn print(workspace: &Workspace, command: &str) -> Result<String, String> {
    let root = workspace.root();
    let outcome = command::run(command, root, root, Streams::Stdout, command::TIME_LIMIT)
        .map_err(|error| format!("cannot run `{command}`: {error}"))?;
    match outcome {
        _ if outcome.timed_out => Err(format!("`{command}` did not end in time")),
        _ if outcome.status != 0 => {
            Err(format!("`{command}` ended with status {}", outcome.status))
        }
        _ => Ok(outcome.output),
    }
}

/// A line that is nothing but an image: `![alt](path "title")`.
#[derive(Debug, PartialEq, Eq)]
pub struct Image<'a> {
    /// The alternative text.
    pub alt: &'a str,
    /// The file, relative to the chapter.
    pub path: &'a str,
    /// The title, shown as a caption; may be empty.
    pub title: &'a str,
}

impl Image<'_> {
    /// Reads the line.
    pub fn parse(line: &str) -> Option<Image<'_>> {
        let (alt, target) = line.trim().strip_prefix("![")?.split_once("](")?;
        let target = target.strip_suffix(')')?;
        let (path, title) = target.split_once(' ').unwrap_or((target, ""));
        let title = title.trim().trim_matches('"');
        (!path.contains(['(', ')'])).then_some(Image { alt, path, title })
    }

    /// The command in a `<!-- figure: COMMAND -->` line.
    pub fn command(line: &str) -> Option<&str> {
        Some(line.trim().strip_prefix("<!-- figure:")?.strip_suffix("-->")?.trim())
    }
}

/// The HTML of a figure, without empty lines; the error says what the drawing lacks.
pub fn html(svg: &str, image: &Image) -> Result<String, String> {
    let svg = svg.trim();
    if !svg.starts_with("<svg") || !svg.ends_with("</svg>") {
        return Err("the drawing does not begin with `<svg` and end with `</svg>`".into());
    }
    let (tag, body) = svg.split_once('>').expect("it holds `</svg>`");
    if !tag.contains("viewBox=") {
        return Err("the drawing has no viewBox, so it cannot shrink to fit a narrow window".into());
    }
    if image.alt.trim().is_empty() {
        return Err("the figure has no alternative text for those who cannot see it".into());
    }
    let alt = escape(image.alt);
    let name = image.path.rsplit('/').next().unwrap_or("").trim_end_matches(".svg");
    let prefixed = |text: &str| {
        text.replace(" id=\"", &format!(" id=\"{name}-"))
            .replace("url(#", &format!("url(#{name}-"))
            .replace("href=\"#", &format!("href=\"#{name}-"))
    };
    let mut out = String::from("<figure class=\"drawing\">\n");
    out += &prefixed(tag);
    if !tag.contains("role=") {
        out += " role=\"img\"";
    }
    out += &format!(" aria-label=\"{alt}\">");
    if !body.trim_start().starts_with("<title") {
        out += &format!("<title>{alt}</title>");
    }
    for line in prefixed(body).lines().filter(|line| !line.trim().is_empty()) {
        out += line;
        out.push('\n');
    }
    if !image.title.is_empty() {
        out += &format!("<figcaption>{}</figcaption>\n", escape(image.title));
    }
    out += "</figure>";
    Ok(out)
}

/// Text made safe for HTML, attributes included.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
