//! Fields of forms, each with its label, its hint and what is wrong with it; and the list of all that is wrong.

/// How a field is filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line, as `type` of an `input`.
    Line(&'static str),
    /// So many lines.
    Area(u8),
}

/// A field as the template shows it. Its name is its id.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// What stands behind the label of a field that may stay empty.
    pub(crate) optional: Option<&'static str>,
    pub(crate) hint: Option<&'static str>,
    pub(crate) fault: Option<&'static str>,
    pub(crate) value: String,
    pub(crate) kind: Kind,
    /// The longest text that it takes, in UTF-16 code units as browsers count.
    pub(crate) limit: u16,
    pub(crate) autocomplete: &'static str,
}

impl Field {
    /// A field that has to be filled in.
    pub(crate) fn new(name: &'static str, label: &'static str, kind: Kind, limit: u16) -> Field {
        Field {
            name,
            label,
            optional: None,
            hint: None,
            fault: None,
            value: String::new(),
            kind,
            limit,
            autocomplete: "off",
        }
    }

    /// The type of an `input`; none for a `textarea`.
    pub(crate) fn line(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Line(kind) => Some(kind),
            Kind::Area(_) => None,
        }
    }

    pub(crate) fn rows(&self) -> u8 {
        match self.kind {
            Kind::Line(_) => 1,
            Kind::Area(rows) => rows,
        }
    }

    /// The ids of what describes it.
    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = self.hint.map(|_| format!("{}-hint", self.name));
        let fault = self.fault.map(|_| format!("{}-fault", self.name));
        let all: Vec<String> = hint.into_iter().chain(fault).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

/// How many fields are wrong.
pub(crate) fn faulty(fields: &[Field]) -> usize {
    fields.iter().filter(|field| field.fault.is_some()).count()
}
