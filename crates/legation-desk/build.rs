//! Packs what lies in `web/dist` into the binary, compressed; npm is never called from here.
//!
//! Where nothing was built, a plain page says how to build it, so that the server alone compiles
//! without node.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../web/dist");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    // A path that is missing makes cargo run this again each time, which costs nothing.
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(&root, "", &mut files);
    files.sort();
    let mut table = String::from("pub(crate) const FILES: &[(&str, &[u8])] = &[\n");
    for (n, (name, path)) in files.iter().enumerate() {
        println!("cargo::rerun-if-changed={}", path.display());
        let packed = std::fs::read(path).and_then(|bytes| {
            // Level 9, no time stamp: the same input gives the same bytes.
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&bytes)?;
            encoder.finish()
        });
        let Ok(packed) = packed else { continue };
        let file = out.join(format!("{n}.gz"));
        if std::fs::write(&file, packed).is_err() {
            continue;
        }
        let _ = writeln!(table, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    table.push_str("];\n");
    if let Err(error) = std::fs::write(out.join("assets.rs"), table) {
        println!("cargo::error=the table of web files cannot be written: {error}");
    }
}

fn collect(folder: &Path, inside: &str, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{inside}{name}/"), files);
        } else {
            files.push((format!("{inside}{name}"), path));
        }
    }
}
