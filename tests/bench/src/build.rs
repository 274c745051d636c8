//! The components as they are deployed, and a manifest that serves them beside the floors.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use sledz_e2e::workshop::{COMPONENTS, FLOOR, Workshop};

/// Where the application's manifest says that its components are.
const BUILT: &str = "source = \"target/wasm32-wasip2/release/";

/// The floors, as a part of the manifest.
const FLOORS: &str = r#"
[[trigger.http]]
route = "/floor/..."
component = "floor"

[component.floor]
source = "target/wasm32-wasip2/release/sledz_floor.wasm"
key_value_stores = ["default"]
allowed_outbound_hosts = []
"#;

/// The application, ready to be served.
pub(crate) struct Application {
    /// A directory for manifest and stores, on the disk that holds the build.
    pub(crate) directory: PathBuf,
    /// The manifest of the application with its floors.
    pub(crate) manifest: PathBuf,
    /// The components, and their sizes in bytes.
    pub(crate) sizes: Vec<(String, u64)>,
}

/// Builds the components, and writes the manifest.
pub(crate) fn application() -> Result<Application> {
    let workshop = Workshop::find()?;
    eprintln!("Building the components ...");
    workshop.build_components()?;
    workshop.build_floor()?;

    let built = workshop.component(FLOOR);
    let built = built.parent().context("a component lies nowhere")?;
    // Beside the build: /tmp may be memory, where no commit waits for a disk.
    let target = built.ancestors().nth(2).context("a component lies nowhere")?;
    let directory = target.join("bench");
    fs::create_dir_all(&directory)?;
    let own = fs::read_to_string(workshop.manifest()).context("spin.toml cannot be read")?;
    let manifest = directory.join("spin.toml");
    fs::write(&manifest, (own + FLOORS).replace(BUILT, &format!("source = \"{}/", built.display())))?;

    let mut sizes = Vec::new();
    for package in COMPONENTS.into_iter().chain([FLOOR]) {
        let path = workshop.component(package);
        let file = fs::metadata(&path).with_context(|| format!("{} is missing", path.display()))?;
        sizes.push((package.to_owned(), file.len()));
    }
    Ok(Application { directory, manifest, sizes })
}
