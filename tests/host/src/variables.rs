//! Values of variables, and the `{{ name }}` templates that hand them on.
//!
//! No message holds a value: any of them may be a secret.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::manifest::Variable;

/// Every variable of the application with its value.
pub struct Variables(BTreeMap<String, String>);

/// Where values come from besides the manifest's defaults, strongest first.
#[derive(Default)]
pub struct Sources {
    arguments: HashMap<String, String>,
    environment: HashMap<String, String>,
    file: HashMap<String, String>,
}

impl Sources {
    /// Reads `NAME=VALUE` arguments, the process environment and a dotenv file. An `env` file that
    /// was asked for must exist; the default one beside the manifest need not.
    ///
    /// # Errors
    /// One sentence that names the file or the argument, never its value.
    pub fn read(arguments: &[String], env: Option<&Path>, manifest: &Path) -> Result<Self> {
        let arguments = arguments
            .iter()
            .map(|argument| {
                let (name, value) = argument.split_once('=').context("--variable needs the form name=value.")?;
                Ok((name.to_owned(), value.to_owned()))
            })
            .collect::<Result<_>>()?;
        let path = env.map_or_else(|| manifest.with_file_name(".env"), Path::to_owned);
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => parse_dotenv(&text).with_context(|| format!("Cannot use {}", path.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && env.is_none() => HashMap::new(),
            Err(error) => bail!("Cannot read {}: {error}.", path.display()),
        };
        Ok(Self { arguments, environment: std::env::vars().collect(), file })
    }
}

impl Variables {
    /// Gives every variable of the manifest its value: argument, environment, file, default.
    ///
    /// # Errors
    /// One sentence that names the variable.
    pub fn resolve(declared: &BTreeMap<String, Variable>, sources: &Sources) -> Result<Self> {
        if let Some(name) = sources.arguments.keys().find(|name| !declared.contains_key(*name)) {
            bail!("--variable names `{name}`, which is not in [variables] of the manifest.");
        }
        declared
            .iter()
            .map(|(name, variable)| {
                let key = environment_name(name);
                let value = sources
                    .arguments
                    .get(name)
                    .or_else(|| sources.environment.get(&key))
                    .or_else(|| sources.file.get(&key))
                    .or(variable.default.as_ref());
                match value {
                    Some(value) => Ok((name.clone(), value.clone())),
                    None => bail!(
                        "Variable `{name}` is required: set {key} in the environment or in .env, or pass --variable {name}=VALUE."
                    ),
                }
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Fills the `{{ name }}` parts of `template`. `place` names it in messages.
    ///
    /// # Errors
    /// One sentence that names the place and the variable.
    pub fn fill(&self, template: &str, place: &str) -> Result<String> {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) =
                after.split_once("}}").with_context(|| format!("{place} has `{{{{` without `}}}}`."))?;
            let name = name.trim();
            let value = self.0.get(name).with_context(|| {
                format!("{place} names variable `{name}`, which is not in [variables] of the manifest.")
            })?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// The environment's name of a variable, as in Spin.
fn environment_name(name: &str) -> String {
    format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase())
}

/// `NAME=VALUE` lines; `#` starts a comment line, `export` before and quotes around are allowed.
fn parse_dotenv(text: &str) -> Result<HashMap<String, String>> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let (name, value) = line.split_once('=').with_context(|| format!("line {number} is not NAME=VALUE."))?;
            Ok((name.trim().to_owned(), unquote(value.trim()).to_owned()))
        })
        .collect()
}

fn unquote(value: &str) -> &str {
    let quoted = |quote| value.strip_prefix(quote).and_then(|value: &str| value.strip_suffix(quote));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn declared(pairs: &[(&str, Option<&str>)]) -> BTreeMap<String, Variable> {
        pairs.iter().map(|(name, default)| ((*name).into(), Variable { default: default.map(Into::into) })).collect()
    }

    #[test]
    fn the_strongest_source_wins() {
        let declared =
            declared(&[("a", Some("default")), ("b", Some("default")), ("c", Some("default")), ("d", Some("default"))]);
        let sources = Sources {
            arguments: map(&[("a", "argument")]),
            environment: map(&[("SPIN_VARIABLE_A", "environment"), ("SPIN_VARIABLE_B", "environment")]),
            file: map(&[("SPIN_VARIABLE_A", "file"), ("SPIN_VARIABLE_B", "file"), ("SPIN_VARIABLE_C", "file")]),
        };
        let variables = Variables::resolve(&declared, &sources).unwrap();
        let filled = variables.fill("{{a}} {{ b }} {{  c}} {{d  }}", "A test").unwrap();
        assert_eq!(filled, "argument environment file default");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = Variables::resolve(&declared(&[("api_key", None)]), &Sources::default()).err().unwrap();
        assert_eq!(
            error.to_string(),
            "Variable `api_key` is required: set SPIN_VARIABLE_API_KEY in the environment or in .env, or pass --variable api_key=VALUE."
        );
        let sources = Sources { arguments: map(&[("other", "secret")]), ..Sources::default() };
        let error = Variables::resolve(&BTreeMap::new(), &sources).err().unwrap();
        assert_eq!(error.to_string(), "--variable names `other`, which is not in [variables] of the manifest.");
    }

    #[test]
    fn templates_mix_with_text() {
        let variables = Variables([("host".to_owned(), "a.example".to_owned())].into());
        let fill = |template| variables.fill(template, "[component.x] `url`").map_err(|error| error.to_string());
        assert_eq!(fill("https://{{ host }}/x{{host}}"), Ok("https://a.example/xa.example".into()));
        assert_eq!(fill("no { braces }"), Ok("no { braces }".into()));
        assert_eq!(fill("{{ host"), Err("[component.x] `url` has `{{` without `}}`.".into()));
        assert_eq!(
            fill("{{ port }}"),
            Err("[component.x] `url` names variable `port`, which is not in [variables] of the manifest.".into())
        );
    }

    #[test]
    fn values_are_not_filled_again() {
        let variables = Variables([("a".to_owned(), "{{ b }}".to_owned())].into());
        assert_eq!(variables.fill("{{ a }}", "A test").unwrap(), "{{ b }}");
    }

    #[test]
    fn dotenv_lines_are_read() {
        let text = "# comment\n\nSPIN_VARIABLE_A=1=2\nexport B = \"x y\"\nC='#'\nD=\n";
        assert_eq!(
            parse_dotenv(text).unwrap(),
            map(&[("SPIN_VARIABLE_A", "1=2"), ("B", "x y"), ("C", "#"), ("D", "")])
        );
        assert_eq!(parse_dotenv("A=1\nsecret").unwrap_err().to_string(), "line 2 is not NAME=VALUE.");
    }

    #[test]
    fn only_a_file_that_was_asked_for_must_exist() {
        let directory = tempfile::tempdir().unwrap();
        let manifest = directory.path().join("spin.toml");
        assert!(Sources::read(&[], None, &manifest).unwrap().file.is_empty());
        let missing = directory.path().join("missing.env");
        assert!(Sources::read(&[], Some(&missing), &manifest).is_err());
        std::fs::write(directory.path().join(".env"), "A=1").unwrap();
        assert_eq!(Sources::read(&[], None, &manifest).unwrap().file, map(&[("A", "1")]));
        assert!(Sources::read(&["novalue".into()], None, &manifest).is_err());
    }
}
