//! The parts of `spin.toml` (manifest version 2) that this application uses.
//!
//! Whatever the host does not support is refused by name: a manifest that runs here must not turn
//! out to have needed more when it runs on Spin, nor the other way round.

mod section;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use toml::{Table, Value};

use self::section::Section;

/// A manifest whose every part is understood.
#[derive(Debug)]
pub struct Manifest {
    /// `[variables]`.
    pub variables: BTreeMap<String, Variable>,
    /// `[[trigger.http]]`, in the order of the file.
    pub triggers: Vec<Trigger>,
    /// `[component.*]` by id.
    pub components: BTreeMap<String, Component>,
}

/// One entry of `[variables]`.
#[derive(Debug, PartialEq)]
pub struct Variable {
    /// The value if nothing else gives one; none means that the variable is required.
    pub default: Option<String>,
}

/// One `[[trigger.http]]`.
#[derive(Debug, PartialEq)]
pub struct Trigger {
    /// The route pattern as written.
    pub route: String,
    /// The id of the component that answers.
    pub component: String,
}

/// One `[component.*]`.
#[derive(Debug)]
pub struct Component {
    /// The `.wasm` file; relative paths are taken from the manifest's directory.
    pub source: PathBuf,
    /// Templates of what the component may read through `spin:variables`.
    pub variables: BTreeMap<String, String>,
    /// Whether `key_value_stores` gives it the store `default`.
    pub store: bool,
    /// Templates of the hosts it may call.
    pub allowed_outbound_hosts: Vec<String>,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// One sentence that names the file or the key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| anyhow::anyhow!("Cannot read the manifest {}: {error}.", path.display()))?;
        let directory = path.parent().unwrap_or_else(|| Path::new(""));
        Self::parse(&text, directory)
    }

    /// Checks the text of a manifest that lies in `directory`.
    ///
    /// # Errors
    /// One sentence that names the key.
    pub fn parse(text: &str, directory: &Path) -> Result<Self> {
        let table: Table = text.parse().map_err(not_toml)?;
        let mut root = Section::new("The manifest", table);
        match root.take("spin_manifest_version") {
            Some(Value::Integer(2)) => {}
            _ => bail!("The manifest needs `spin_manifest_version = 2`."),
        }
        let mut application = root.section("application")?.context("The manifest has no [application].")?;
        application.string("name")?.context("[application] has no `name`.")?;
        application.ignore(&["version", "description", "authors"]);
        application.end()?;
        let variables = match root.section("variables")? {
            Some(section) => section.entries(variable)?,
            None => BTreeMap::new(),
        };
        let triggers = triggers(&mut root)?;
        let components = match root.section("component")? {
            Some(section) => section.entries(|section| component(section, directory))?,
            None => BTreeMap::new(),
        };
        root.end()?;
        for Trigger { route, component } in &triggers {
            if !components.contains_key(component) {
                bail!(
                    "The trigger of route `{route}` names component `{component}`, but there is no [component.{component}]."
                );
            }
        }
        Ok(Self { variables, triggers, components })
    }
}

/// The parser's own message spans lines and draws the source: one line of it is enough.
fn not_toml(error: toml::de::Error) -> anyhow::Error {
    anyhow::anyhow!("The manifest is not TOML: {}.", error.message().replace('\n', ", "))
}

fn variable(mut section: Section) -> Result<Variable> {
    let default = section.string("default")?;
    let required = section.boolean("required")?.unwrap_or(false);
    // No value is ever printed, so secrets need no care of their own.
    section.boolean("secret")?;
    section.ignore(&["description"]);
    if required == default.is_some() {
        bail!("{} needs either `default` or `required = true`, and not both.", section.name);
    }
    section.end()?;
    Ok(Variable { default })
}

fn triggers(root: &mut Section) -> Result<Vec<Trigger>> {
    let mut triggers = root.section("trigger")?.context("The manifest has no [[trigger.http]].")?;
    let list = match triggers.take("http") {
        Some(Value::Array(list)) if !list.is_empty() => list,
        Some(_) => bail!("`trigger.http` must be written as [[trigger.http]]."),
        None => {
            triggers.end()?;
            bail!("The manifest has no [[trigger.http]].")
        }
    };
    triggers.end()?;
    list.into_iter()
        .map(|entry| {
            let Value::Table(table) = entry else { bail!("`trigger.http` must be written as [[trigger.http]].") };
            let mut section = Section::new("[[trigger.http]]", table);
            let route = section.string("route")?.context("[[trigger.http]] has no `route`.")?;
            section.name = format!("The trigger of route `{route}`");
            let component = section.string("component")?;
            let component = component.with_context(|| format!("{} has no `component`.", section.name))?;
            section.ignore(&["id"]);
            section.end()?;
            Ok(Trigger { route, component })
        })
        .collect()
}

fn component(mut section: Section, directory: &Path) -> Result<Component> {
    let source = match section.take("source") {
        Some(Value::String(source)) => directory.join(source),
        Some(_) => {
            bail!("{} has a `source` that is not a path; the local host does not fetch components.", section.name)
        }
        None => bail!("{} has no `source`.", section.name),
    };
    let variables = match section.section("variables")? {
        Some(variables) => variables.strings()?,
        None => BTreeMap::new(),
    };
    let mut store = false;
    for label in section.list("key_value_stores")? {
        if label != "default" {
            bail!("{} asks for the key-value store `{label}`, but the local host has only `default`.", section.name);
        }
        store = true;
    }
    let allowed_outbound_hosts = section.list("allowed_outbound_hosts")?;
    section.ignore(&["build", "tool", "description"]);
    section.end()?;
    Ok(Component { source, variables, store, allowed_outbound_hosts })
}
