//! Which component answers a path, by Spin's rules.
//!
//! A pattern is made of exact segments, `:name` (one segment) and a trailing `/...` (any rest, also
//! none). Segment by segment, an exact one wins over a `:name`, and that over `...`; so the longest
//! match wins whatever the order in the manifest. Slashes at the end of a path do not matter.

use std::cmp::Ordering;

use anyhow::{Result, bail};

use crate::manifest::Trigger;

/// Paths that Spin answers itself.
pub const WELL_KNOWN_PREFIX: &str = "/.well-known/spin/";
/// Paths that the local host answers itself.
pub const HOST_PREFIX: &str = "/.host/";

/// All routes of the application, most specific first.
pub struct Router(Vec<Route>);

/// One route of the manifest.
#[derive(Debug)]
pub struct Route {
    /// The pattern as written.
    pub pattern: String,
    /// The component that answers.
    pub component: String,
    segments: Vec<Segment>,
}

/// In the order of precedence.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Exact(String),
    Named(String),
    Rest,
}

/// A route together with what its pattern caught.
#[derive(Debug)]
pub struct Match<'a> {
    /// The route that won.
    pub route: &'a Route,
    /// `:name` segments with their values.
    pub named: Vec<(&'a str, &'a str)>,
    /// What `/...` stands for: empty or beginning with `/`, with the path's own trailing slash.
    pub rest: String,
}

impl Router {
    /// Orders the routes and refuses what Spin would serve otherwise than written.
    ///
    /// # Errors
    /// One sentence that names the route.
    pub fn new(triggers: &[Trigger]) -> Result<Self> {
        let mut routes: Vec<Route> = triggers.iter().map(Route::parse).collect::<Result<_>>()?;
        routes.sort_by(|a, b| precedence(&a.segments, &b.segments));
        for pair in routes.windows(2) {
            if let [a, b] = pair
                && a.segments == b.segments
            {
                bail!(
                    "Route `{}` is given to component `{}` and to component `{}`.",
                    b.pattern,
                    a.component,
                    b.component
                );
            }
        }
        Ok(Self(routes))
    }

    /// The route for a path, if there is one.
    pub fn find<'a>(&'a self, path: &'a str) -> Option<Match<'a>> {
        let parts: Vec<&str> = split(path);
        self.0.iter().find_map(|route| route.matches(path, &parts))
    }
}

impl Route {
    fn parse(Trigger { route: pattern, component }: &Trigger) -> Result<Self> {
        if !pattern.starts_with('/') {
            bail!("Route `{pattern}` does not begin with `/`.");
        }
        for reserved in [WELL_KNOWN_PREFIX, HOST_PREFIX] {
            if format!("{pattern}/").starts_with(reserved) {
                bail!("Route `{pattern}` is under the reserved prefix `{reserved}`.");
            }
        }
        let parts = split(pattern);
        let last = parts.len().saturating_sub(1);
        let segments = parts
            .iter()
            .enumerate()
            .map(|(index, part)| match (*part, part.strip_prefix(':')) {
                ("...", _) if index == last => Ok(Segment::Rest),
                ("", _) => bail!("Route `{pattern}` has an empty segment."),
                (_, Some("")) => bail!("Route `{pattern}` has a `:` without a name."),
                (_, Some(name)) => Ok(Segment::Named(name.to_owned())),
                (part, None) if part == "..." || part.contains('*') => {
                    bail!("Route `{pattern}` has a wildcard that is not `/...` at its end.")
                }
                (part, None) => Ok(Segment::Exact(part.to_owned())),
            })
            .collect::<Result<_>>()?;
        Ok(Self { pattern: pattern.clone(), component: component.clone(), segments })
    }

    /// The pattern without a trailing `/...`: what Spin calls the component route.
    pub fn prefix(&self) -> &str {
        self.pattern.strip_suffix("/...").unwrap_or(&self.pattern)
    }

    fn matches<'a>(&'a self, path: &str, parts: &[&'a str]) -> Option<Match<'a>> {
        let mut named = Vec::new();
        let mut left = parts.iter();
        for segment in &self.segments {
            match segment {
                Segment::Exact(text) => {
                    left.next().filter(|part| *part == text)?;
                }
                Segment::Named(name) => named.push((name.as_str(), *left.next().filter(|part| !part.is_empty())?)),
                Segment::Rest => {
                    let mut rest: String = left.as_slice().iter().flat_map(|part| ["/", part]).collect();
                    if path.ends_with('/') {
                        rest.push('/');
                    }
                    return Some(Match { route: self, named, rest });
                }
            }
        }
        left.next().is_none().then(|| Match { route: self, named, rest: String::new() })
    }
}

/// The segments of a path; `/` has none.
fn split(path: &str) -> Vec<&str> {
    match path.trim_matches('/') {
        "" => Vec::new(),
        path => path.split('/').collect(),
    }
}

/// Most specific first; among equally specific ones equal patterns end up side by side.
fn precedence(a: &[Segment], b: &[Segment]) -> Ordering {
    let rank = |segment: &Segment| match segment {
        Segment::Exact(_) => 0,
        Segment::Named(_) => 1,
        Segment::Rest => 3,
    };
    // A pattern that ends lies between what needs one more segment and what takes any rest.
    let ranks = |segments: &[Segment]| segments.iter().map(rank).chain([2]).collect::<Vec<_>>();
    ranks(a).cmp(&ranks(b)).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(patterns: &[&str]) -> Result<Router> {
        let triggers: Vec<Trigger> = patterns
            .iter()
            .enumerate()
            .map(|(index, pattern)| Trigger { route: (*pattern).into(), component: format!("c{index}") })
            .collect();
        Router::new(&triggers)
    }

    #[test]
    fn the_most_specific_route_wins_in_any_order() {
        let mut patterns =
            ["/", "/z/...", "/z/fixed", "/z/:token", "/z/:token/more", "/...", "/hooks/couriers/...", "/hooks/..."];
        let table = [
            ("/", Some("/")),
            ("/z", Some("/z/...")),
            ("/z/", Some("/z/...")),
            ("/z/fixed", Some("/z/fixed")),
            ("/z/fixed/", Some("/z/fixed")),
            ("/z/other", Some("/z/:token")),
            ("/z/other/more", Some("/z/:token/more")),
            ("/z/fixed/more", Some("/z/:token/more")),
            ("/z/other/less", Some("/z/...")),
            ("/hooks/couriers", Some("/hooks/couriers/...")),
            ("/hooks/couriers/inpost/token", Some("/hooks/couriers/...")),
            ("/hooks/couriersx", Some("/hooks/...")),
            ("/elsewhere", Some("/...")),
        ];
        for _ in 0..patterns.len() {
            patterns.rotate_left(1);
            let router = router(&patterns).unwrap();
            for (path, expected) in table {
                let found = router.find(path).map(|found| found.route.pattern.as_str());
                assert_eq!(found, expected, "{path} with {patterns:?}");
            }
        }
    }

    #[test]
    fn a_path_without_route_has_none() {
        let router = router(&["/a", "/b/:id", "/c/..."]).unwrap();
        for path in ["/", "/A", "/a/b", "/b", "/b/1/2", "/cc", "*"] {
            assert!(router.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_the_pattern_caught_is_told() {
        let router = router(&["/o/:platform/:id/..."]).unwrap();
        for (path, rest) in [("/o/woo/17", ""), ("/o/woo/17/", "/"), ("/o/woo/17/a/b", "/a/b"), ("/o/woo/17/a/", "/a/")]
        {
            let found = router.find(path).unwrap();
            assert_eq!(found.named, [("platform", "woo"), ("id", "17")]);
            assert_eq!(found.rest, rest, "{path}");
            assert_eq!(found.route.prefix(), "/o/:platform/:id");
        }
    }

    #[test]
    fn a_bad_route_is_refused_in_one_sentence() {
        let table: &[(&[&str], &str)] = &[
            (&["a"], "Route `a` does not begin with `/`."),
            (&["/a//b"], "Route `/a//b` has an empty segment."),
            (&["/a/:"], "Route `/a/:` has a `:` without a name."),
            (&["/a/.../b"], "Route `/a/.../b` has a wildcard that is not `/...` at its end."),
            (&["/a/*"], "Route `/a/*` has a wildcard that is not `/...` at its end."),
            (
                &["/.well-known/spin/..."],
                "Route `/.well-known/spin/...` is under the reserved prefix `/.well-known/spin/`.",
            ),
            (&["/.host"], "Route `/.host` is under the reserved prefix `/.host/`."),
            (&["/a", "/b", "/a/"], "Route `/a/` is given to component `c0` and to component `c2`."),
        ];
        for (patterns, sentence) in table {
            assert_eq!(router(patterns).err().unwrap().to_string(), *sentence);
        }
    }
}
