//! Puts the built client where the crate embeds it from, with a compressed copy of whatever gets smaller.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// Where `npm run build` puts the client.
const BUILT: &str = "ui/dist";

fn main() -> io::Result<()> {
    // Cargo watches a directory that is there, and builds anew each time if it is not. Where nothing can be
    // written that has to do.
    let _ = fs::create_dir_all(BUILT);
    println!("cargo:rerun-if-changed={BUILT}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?).join("client");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    fs::create_dir_all(&out)?;
    if Path::new(BUILT).exists() { pack(Path::new(BUILT), &out) } else { Ok(()) }
}

/// Packs what is in a directory, but for hidden files.
fn pack(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if source.is_dir() {
            fs::create_dir(&target)?;
            pack(&source, &target)?;
        } else {
            pack_file(&fs::read(&source)?, &target)?;
        }
    }
    Ok(())
}

fn pack_file(bytes: &[u8], target: &Path) -> io::Result<()> {
    fs::write(target, bytes)?;
    for (extension, packed) in [("br", brotli(bytes)?), ("gz", gzip(bytes)?)] {
        // Pictures and fonts are compressed already.
        if packed.len() < bytes.len() / 10 * 9 {
            let name = [target.as_os_str(), extension.as_ref()].join(".".as_ref());
            fs::write(name, packed)?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &BrotliEncoderParams::default())?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
