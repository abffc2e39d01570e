//! Where the program keeps what it can make again, and finds settings.

use std::env;
use std::path::PathBuf;

/// The folder for columnar copies of files: `DATELINE_CACHE`, else `dateline` in the person's cache folder. An empty `DATELINE_CACHE`
/// means none.
pub fn copies() -> Option<PathBuf> {
    if let Some(named) = env::var_os("DATELINE_CACHE") {
        return (!named.is_empty()).then(|| PathBuf::from(named));
    }
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let of_person = || absolute("HOME").map(|home| home.join(".cache"));
    let cache = absolute("XDG_CACHE_HOME").or_else(|| absolute("LOCALAPPDATA")).or_else(of_person)?;
    Some(cache.join("dateline"))
}

/// The settings of the prompt: `dateline/config.toml` in the person's folder for settings.
pub fn config() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let of_person = || absolute("HOME").map(|home| home.join(".config"));
    let folder = absolute("XDG_CONFIG_HOME").or_else(|| absolute("APPDATA")).or_else(of_person)?;
    Some(folder.join("dateline").join("config.toml"))
}
