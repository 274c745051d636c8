//! Builds what a deployment is made of, and says what it is doing: one line for each step on
//! stderr, where Cargo shows its own progress too.

use anyhow::{Context as _, Result, bail};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the components are compiled for.
pub const TARGET: &str = "wasm32-wasip2";

/// The components of the application.
pub const COMPONENTS: [&str; 18] = [
    "sledz-api",
    "sledz-auto-reply",
    "sledz-calls",
    "sledz-cases",
    "sledz-courier-webhook",
    "sledz-customers",
    "sledz-dashboard",
    "sledz-delivery-reports",
    "sledz-jobs",
    "sledz-kpi-export",
    "sledz-kpi-page",
    "sledz-order-sync",
    "sledz-order-webhook",
    "sledz-poller",
    "sledz-replies",
    "sledz-rollup",
    "sledz-tracking-page",
    "sledz-upkeep",
];

/// The components that do next to nothing, beside which the benchmark measures.
pub const FLOOR: &str = "sledz-floor";

/// Variables by which Cargo tells a program or test what it is.
const INHERITED: [&str; 7] = [
    "CARGO_BIN_",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PRIMARY_PACKAGE",
    "LD_LIBRARY_PATH",
    "OUT_DIR",
];

/// The workspace, as a place where things are built.
#[derive(Clone, Debug)]
pub struct Workshop {
    root: PathBuf,
    target: PathBuf,
}

/// Numbers the steps of a command.
#[derive(Debug)]
pub struct Steps {
    at: usize,
    of: usize,
}

impl Steps {
    /// `of` steps are to come.
    pub fn new(of: usize) -> Self {
        Steps { at: 0, of }
    }

    /// Says that the next step begins.
    pub fn begin(&mut self, what: &str) {
        self.at += 1;
        eprintln!("{}/{} {what} ...", self.at, self.of);
    }
}

impl Workshop {
    /// Finds the workspace: the nearest directory upwards that holds `spin.toml`.
    ///
    /// # Errors
    /// If there is none.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("The current directory cannot be read.")?;
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .ancestors()
            .chain(own.ancestors())
            .find(|place| place.join("spin.toml").is_file())
            .context("There is no spin.toml here or above: run this inside the repository.")?;
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(set) => here.join(set),
            None => root.join("target"),
        };
        Ok(Workshop { root: root.to_owned(), target })
    }

    /// The root of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The application's manifest.
    pub fn manifest(&self) -> PathBuf {
        self.root.join("spin.toml")
    }

    /// The local host, once it is built.
    pub fn host(&self) -> PathBuf {
        self.target.join("host").join("sledz-host")
    }

    /// The component of a package, once it is built.
    pub fn component(&self, package: &str) -> PathBuf {
        self.target.join(TARGET).join("release").join(package.replace('-', "_")).with_extension("wasm")
    }

    /// Cargo, to be run at the root of the workspace.
    pub fn cargo(&self) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        // Set by the `cargo run` or `cargo test` that this may be inside of. Some build scripts ask to
        // be run again when these change, and half of the host would be built anew each time.
        for (name, _) in env::vars_os() {
            let known = name.to_string_lossy();
            if INHERITED.iter().any(|prefix| known.starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command
    }

    /// Builds the components, and makes sure first that they can be compiled.
    ///
    /// # Errors
    /// If the target cannot be installed or something does not compile.
    pub fn build_components(&self) -> Result<()> {
        self.build_wasm(&COMPONENTS)
    }

    /// Builds the components beside which the benchmark measures.
    ///
    /// # Errors
    /// If the target cannot be installed or they do not compile.
    pub fn build_floor(&self) -> Result<()> {
        self.build_wasm(&[FLOOR])
    }

    /// Builds the local host.
    ///
    /// # Errors
    /// If it does not compile.
    pub fn build_host(&self) -> Result<()> {
        let mut cargo = self.cargo();
        cargo.args(["build", "--profile", "host", "--package", "sledz-host", "--bin", "sledz-host"]);
        run(cargo, "The local host does not build.")
    }

    /// The two steps that every local deployment needs.
    ///
    /// # Errors
    /// If something does not compile.
    pub fn build(&self, steps: &mut Steps) -> Result<()> {
        steps.begin("Building the components");
        self.build_components()?;
        steps.begin("Building the local host (the first time takes some minutes)");
        self.build_host()
    }

    /// The steps of [`Workshop::build`].
    pub const BUILD_STEPS: usize = 2;

    fn build_wasm(&self, packages: &[&str]) -> Result<()> {
        self.ensure_target()?;
        let mut cargo = self.cargo();
        cargo.args(["build", "--release", "--target", TARGET]);
        for package in packages {
            cargo.args(["--package", package]);
        }
        run(cargo, "The components do not build.")
    }

    fn ensure_target(&self) -> Result<()> {
        let mut rustc = Command::new("rustc");
        rustc.current_dir(&self.root).args(["--print", "target-libdir", "--target", TARGET]);
        let printed = rustc.stderr(Stdio::null()).output().context("rustc cannot be run.")?;
        let libraries = PathBuf::from(String::from_utf8_lossy(&printed.stdout).trim().to_owned());
        if printed.status.success() && libraries.is_dir() {
            return Ok(());
        }
        eprintln!("Adding the target {TARGET} ...");
        let mut rustup = Command::new("rustup");
        rustup.current_dir(&self.root).args(["target", "add", TARGET]);
        run(rustup, &format!("The Rust target {TARGET} is missing and could not be added with rustup."))
    }
}

/// Runs a command with its output shown, on stderr: standard output is for results.
///
/// # Errors
/// `failed`, if it cannot be started or fails.
pub fn run(mut command: Command, failed: &str) -> Result<()> {
    command.stdin(Stdio::null()).stdout(std::io::stderr());
    let status = command.status().with_context(|| failed.to_owned())?;
    if !status.success() {
        bail!("{failed}");
    }
    Ok(())
}
