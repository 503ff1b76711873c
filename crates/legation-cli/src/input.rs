//! Inputs of a verb: files, folders, or standard input as `-`.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use legation::error::{Error, Kind};

/// The files that some arguments name; folders give their pages and texts, sorted by name.
pub(crate) fn files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut out = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let mut inside: Vec<PathBuf> = std::fs::read_dir(argument)
                .map_err(|e| unreadable(argument, &e))?
                .filter_map(|entry| entry.ok().map(|e| e.path()))
                .filter(|p| {
                    p.is_file()
                        && matches!(p.extension().and_then(|e| e.to_str()), Some("html" | "htm" | "txt" | "text"))
                })
                .collect();
            inside.sort();
            out.extend(inside);
        } else {
            out.push(argument.clone());
        }
    }
    Ok(out)
}

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
        return Ok(bytes);
    }
    // The door's own limit is checked before a huge file is loaded.
    let size = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?.len();
    if size > 64 * 1024 * 1024 {
        return Err(Error::new(Kind::Input, "reading the article")
            .at(path.display().to_string())
            .because(format!("{} MB is more than an article may have", size / (1024 * 1024)))
            .hint("bulk files are read by `legation code FILE.jsonl`"));
    }
    std::fs::read(path).map_err(|e| unreadable(path, &e))
}

/// The lines of a file, or of standard input for `-`.
pub(crate) fn lines(path: &Path) -> Result<Box<dyn BufRead>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = std::fs::File::open(path).map_err(|e| unreadable(path, &e))?;
    Ok(Box::new(std::io::BufReader::new(file)))
}

pub(crate) fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    let error = Error::new(Kind::Input, "reading the file").at(path.display().to_string()).because(cause.to_string());
    if cause.kind() == std::io::ErrorKind::NotFound {
        error.hint("check the path; `-` reads standard input")
    } else {
        error
    }
}

/// The user's table of actors: the file given, or else `actors.csv` beside the archive that is meant, once there is one.
pub(crate) fn actors(given: Option<&Path>) -> Option<PathBuf> {
    let archive = crate::record::usual();
    given.map(Path::to_owned).or_else(|| archive.is_file().then(|| actors_beside(&archive)).flatten())
}

/// `actors.csv` in an archive's folder, where it lies there.
pub(crate) fn actors_beside(archive: &Path) -> Option<PathBuf> {
    Some(archive.with_file_name("actors.csv")).filter(|p| p.is_file())
}

/// The knowledge tables, with a user's actors where a file is given.
pub(crate) fn knowledge(actors: Option<&Path>) -> Result<legation::link::Knowledge, Error> {
    let builtin = legation::link::Knowledge::builtin();
    match actors {
        None => Ok(builtin.clone()),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
            builtin.with_user_tables(&[(&path.display().to_string(), &text)])
        }
    }
}

/// The cue tables with a user's own issues on the agenda.
pub(crate) fn issues(path: &Path) -> Result<legation::attribute::Cues, Error> {
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    legation::attribute::Cues::with_issues(&path.display().to_string(), &text)
}
