//! Check digits: S10 (UPU), ISO 7064 MOD 37,36 (DPD), mod 7 (DHL Express), GS1 mod 10 (SSCC), UPS.
//!
//! `wire-formats/couriers.md`, 2.4, 3.4, 4.2 and 4.4. InPost, DPD Polska and DHL24 publish none.

/// How the check digit of a number is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// There is none, or nobody knows how it is made.
    None,
    /// Two letters, eight digits, the check digit, two letters.
    S10,
    /// The last of its characters, digits and letters alike.
    Mod37And36,
    /// The last digit is what the others, read as one number, leave when divided by 7.
    Mod7,
    /// The last digit, as on all of GS1's numbers.
    Gs1,
    /// The last digit of a number beginning with `1Z`.
    Ups,
}

/// What a check digit says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It fits.
    Passed,
    /// It does not: some digit is probably wrong.
    Failed,
    /// There is none.
    None,
}

impl Check {
    /// The name used on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Check::Passed => "passed",
            Check::Failed => "failed",
            Check::None => "none",
        }
    }
}

impl Rule {
    /// Looks at the check digit of a normalised number.
    pub fn check(self, number: &str) -> Check {
        let last = number.len().saturating_sub(1);
        let (from, at) = match self {
            Rule::None => return Check::None,
            Rule::S10 => (2, 10),
            Rule::Ups => (2, last),
            Rule::Mod37And36 | Rule::Mod7 | Rule::Gs1 => (0, last),
        };
        let expected = number.get(from..at).and_then(|body| self.character(body));
        match expected.is_some() && expected == number.get(at..).and_then(|rest| rest.chars().next()) {
            true => Check::Passed,
            false => Check::Failed,
        }
    }

    /// The check character that belongs to what it is made of; none if that holds anything but what
    /// such numbers are made of.
    pub fn character(self, body: &str) -> Option<char> {
        match self {
            Rule::None => None,
            Rule::S10 => s10(body),
            Rule::Mod37And36 => mod_37_36(body),
            Rule::Mod7 => body.parse::<u64>().ok().and_then(|number| digit(u32::try_from(number % 7).ok()?)),
            Rule::Gs1 => gs1(body),
            Rule::Ups => ups(body),
        }
    }
}

fn digit(value: u32) -> Option<char> {
    char::from_digit(value, 10)
}

fn s10(body: &str) -> Option<char> {
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum = weigh(body, |place, c| Some(c.to_digit(10)? * weights.get(place)?))?;
    digit(match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        rest => rest,
    })
}

fn mod_37_36(body: &str) -> Option<char> {
    let mut product = 36;
    for c in body.chars() {
        let sum = (product + c.to_digit(36)?) % 36;
        product = (if sum == 0 { 36 } else { sum } * 2) % 37;
    }
    char::from_digit((37 - product) % 36, 36).map(|c| c.to_ascii_uppercase())
}

fn gs1(body: &str) -> Option<char> {
    // Counted from the right, where the digit before the check digit weighs three.
    let reversed: String = body.chars().rev().collect();
    let sum = weigh(&reversed, |place, c| Some(c.to_digit(10)? * if place % 2 == 0 { 3 } else { 1 }))?;
    digit((10 - sum % 10) % 10)
}

fn ups(body: &str) -> Option<char> {
    let value = |c: char| match c {
        '0'..='9' => c.to_digit(10),
        'A'..='Z' => Some((u32::from(c) - 63) % 10),
        _ => None,
    };
    let sum = weigh(body, |place, c| Some(value(c)? * if place % 2 == 0 { 1 } else { 2 }))?;
    digit((10 - sum % 10) % 10)
}

/// The sum of what each character weighs at its place.
fn weigh(body: &str, weight: impl Fn(usize, char) -> Option<u32>) -> Option<u32> {
    body.chars().enumerate().map(|(place, c)| weight(place, c)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of the carriers' documents, sandboxes and public test data.
    #[test]
    fn published_numbers() {
        for (rule, number, passes) in [
            (Rule::S10, "RB123456785GB", true),
            (Rule::S10, "RB123456785CV", true),
            (Rule::S10, "RR123456785PL", true),
            (Rule::S10, "RB123456786US", false),
            // The rests that have digits of their own: 10 is written 0, 11 is written 5.
            (Rule::S10, "RR000001010PL", true),
            (Rule::S10, "RR000000005PL", true),
            (Rule::Mod37And36, "008182709980000020033350276C", true),
            (Rule::Mod37And36, "008182709980000020045327276N", true),
            (Rule::Mod37And36, "008182709980000020033350276A", false),
            (Rule::Mod37And36, "008182709980000020045000000N", false),
            (Rule::Mod7, "3318810025", true),
            (Rule::Mod7, "73891051146", true),
            (Rule::Mod7, "8487135506", true),
            (Rule::Mod7, "1099255990", true),
            (Rule::Mod7, "3821724944", true),
            (Rule::Mod7, "3318810036", true),
            (Rule::Mod7, "3318810014", true),
            (Rule::Mod7, "3318810010", false),
            (Rule::Mod7, "3318810034", false),
            (Rule::Mod7, "3318810011", false),
            (Rule::Gs1, "00340434161094022115", true),
            (Rule::Gs1, "340434161094022115", true),
            (Rule::Gs1, "00340434161094022116", false),
            (Rule::Ups, "1Z5R89390357567127", true),
            (Rule::Ups, "1Z879E930346834440", true),
            (Rule::Ups, "1Z410E7W0392751591", true),
            (Rule::Ups, "1Z8V92A70367203024", true),
            (Rule::Ups, "1Z1111111111111111", false),
        ] {
            let expected = if passes { Check::Passed } else { Check::Failed };
            assert_eq!(rule.check(number), expected, "{rule:?} {number}");
        }
    }

    #[test]
    fn what_no_such_number_is_made_of() {
        for rule in [Rule::S10, Rule::Mod37And36, Rule::Mod7, Rule::Gs1, Rule::Ups] {
            for number in ["", "A", "ÀÀÀÀÀÀÀÀÀÀÀÀ", "----------------", "1Zà234567890123456"] {
                assert_eq!(rule.check(number), Check::Failed, "{rule:?} {number}");
            }
            assert_eq!(rule.character("a b"), None);
        }
        assert_eq!(Rule::None.check("anything"), Check::None);
    }
}
