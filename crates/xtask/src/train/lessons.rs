//! What travels to the teacher of cues and back: words with what people marked, and its chances.
//!
//! `cargo xtask train attribute --lessons FOLDER` writes the words; `attribution/pack.py` and
//! `attribution/teacher.py` beside the sources answer on a machine with a GPU. The answers lie in
//! `attribution/chances.bin.gz`, so that training and measuring need neither.

use std::io::{BufWriter, Write};
use std::path::Path;

use legation::attribute::learned::{Scene, cue};

use super::attribute::{Marked, cue_head, tokens_of};

/// The teacher's answers: for each row and word the chance of being a cue's head, in 255ths.
///
/// Row `k` is for a learner that leaves out fold `k`, row 5 for one that learns from everything:
/// no teacher saw the article that it was asked about, nor the fold that is left out.
pub struct Chances {
    words: usize,
    bytes: Vec<u8>,
}

/// Rows of the file.
const ROWS: usize = 6;

impl Chances {
    /// Reads the answers for these articles.
    pub fn read(articles: &[Marked]) -> Result<Chances, String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("attribution/chances.bin.gz");
        let output = std::process::Command::new("gzip").arg("-dc").arg(&path).output();
        let bytes = output.map_err(|e| format!("gzip: {e}"))?.stdout;
        let words = articles.iter().map(|a| a.document.tokens.len()).sum();
        if bytes.len() != ROWS * words {
            return Err(format!(
                "{}: answers for {} words, but the articles have {words}: the tokenizer has changed, ask the teacher again \
                 (crates/xtask/attribution/teacher.py)",
                path.display(),
                bytes.len() / ROWS
            ));
        }
        Ok(Chances { words, bytes })
    }

    /// The chance that a word (counted over all articles) is a cue's head.
    pub fn of(&self, row: usize, word: usize) -> f32 {
        f32::from(self.bytes[row * self.words + word]) / 255.0
    }
}

/// Writes words and sentences as `text.jsonl`, and for each word three bytes into `marks.bin`: whether it can be a
/// cue, whether it is a cue's head, and its roles as bits (source, cue, content).
pub fn write(articles: &[Marked], folder: &Path) -> Result<(), String> {
    let told = |e: std::io::Error| format!("{}: {e}", folder.display());
    std::fs::create_dir_all(folder).map_err(told)?;
    let open = |name: &str| std::fs::File::create(folder.join(name)).map(BufWriter::new);
    let (mut text, mut marks) = (open("text.jsonl").map_err(told)?, open("marks.bin").map_err(told)?);
    let mut rows = Vec::new();
    for article in articles {
        let document = &article.document;
        let scene = Scene::of(document);
        let n = document.tokens.len();
        let (mut head, mut roles) = (vec![0u8; n], vec![0u8; n]);
        for spans in &article.gold {
            for (role, spans) in spans.roles.iter().enumerate() {
                tokens_of(document, spans).into_iter().for_each(|t| roles[t as usize] |= 1 << role);
            }
            if let Some(t) = cue_head(document, &tokens_of(document, &spans.roles[1])) {
                head[t as usize] = 1;
            }
        }
        let words: Vec<&str> = (0..n as u32).map(|t| document.form(t)).collect();
        let sentences: Vec<u32> = document.sentences.iter().map(|s| s.first).collect();
        let line = serde_json::json!({ "words": words, "sentences": sentences, "fold": article.fold });
        writeln!(text, "{line}").map_err(told)?;
        for t in 0..n {
            let asked = u8::from(cue(&scene, t as u32, &mut rows));
            marks.write_all(&[asked, head[t], roles[t]]).map_err(told)?;
        }
    }
    text.flush().and_then(|()| marks.flush()).map_err(told)
}
