//! A folder of facts in `id` format: `train.txt`, `valid.txt`, `test.txt` and their dictionaries.

use std::io::Read;
use std::path::Path;

use legation::error::{Error, Kind};
use legation::forecast::load::{self, Parts, Texts};

use crate::input::unreadable;

/// The parts of a folder, and a short digest of the files read.
pub(crate) fn parts(folder: &Path) -> Result<(Parts, String), Error> {
    let mut hasher = blake3::Hasher::new();
    let mut text = |name: &str| -> Result<String, Error> {
        let text = file(&folder.join(name))?;
        hasher.update(name.as_bytes());
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
        Ok(text)
    };
    let (entities, relations) = (text("entity2id.txt")?, text("relation2id.txt")?);
    let (train, valid, test) = (text("train.txt")?, text("valid.txt")?, text("test.txt")?);
    let cameo = if folder.join("relation2cameo.tsv").is_file() { Some(text("relation2cameo.tsv")?) } else { None };
    let parts = load::parts(&Texts {
        entities: &entities,
        relations: &relations,
        cameo: cameo.as_deref(),
        train: &train,
        valid: &valid,
        test: &test,
    })?;
    Ok((parts, hasher.finalize().to_hex()[..12].to_owned()))
}

/// The text of a file, which may lie there as `NAME.gz`.
fn file(path: &Path) -> Result<String, Error> {
    let packed = path.with_extension("txt.gz");
    let bytes = if !path.is_file() && packed.is_file() {
        let file = std::fs::File::open(&packed).map_err(|e| unreadable(&packed, &e))?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).map_err(|e| unreadable(&packed, &e))?;
        bytes
    } else {
        std::fs::read(path).map_err(|e| unreadable(path, &e))?
    };
    String::from_utf8(bytes).map_err(|_| {
        Error::new(Kind::Input, "reading facts").at(path.display().to_string()).because("it is not UTF-8 text")
    })
}
