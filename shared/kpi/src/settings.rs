//! What the shop has set for its numbers.

use chrono::TimeDelta;
use sledz_domain::hours::Hours;

/// What the numbers are computed with. A roll depends on the hours and the windows; the costs count only when figures
/// are made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// When people answer: durations are given by the calendar and in these hours.
    pub hours: Hours,
    /// So many days (of 24 hours) after a case was closed nobody may ask again, for it to be resolved at first contact.
    pub fcr_days: u16,
    /// A contact is a repeated one, not counted net, if one about the same came within so many days (of 24 hours) before.
    pub net_days: u16,
    /// A case in which nobody writes is closed by itself after so many days (of 24 hours).
    pub silent_days: u16,
    /// What support costs.
    pub costs: Costs,
}

/// What support costs, in hundredths of the currency's unit. What is not set gives no figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    /// ISO 4217.
    pub currency: String,
    /// All of it in a month: salaries, tools, telephones, premises.
    pub month: Option<u32>,
    /// A contact that a person answers.
    pub contact: Option<u32>,
    /// A contact that is answered automatically; not set: nothing.
    pub automatic: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { hours: Hours::default(), fcr_days: 7, net_days: 30, silent_days: 7, costs: Costs::default() }
    }
}

impl Default for Costs {
    fn default() -> Self {
        Costs { currency: "PLN".to_owned(), month: None, contact: None, automatic: None }
    }
}

impl Settings {
    /// How long nobody may ask again.
    pub fn fcr_window(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.fcr_days))
    }

    /// How long after its beginning it is known of most cases whether they were done without people.
    pub fn automation_window(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.silent_days)) + self.fcr_window()
    }

    /// How long a contact makes later ones repeated ones.
    pub fn net_window(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.net_days))
    }
}
