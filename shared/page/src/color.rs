//! The shop's colour in variants that can be read: whatever colour it is, text keeps a contrast of
//! 4.5:1 and parts of the page 3:1 (WCAG 2.1, 1.4.3 and 1.4.11), in light and in dark.

use std::fmt;

/// The colour of a shop that names none, or none that can be read.
const DEFAULT: Rgb = Rgb(0x1f, 0x5f, 0x8b);

const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);
const BLACK: Rgb = Rgb(0, 0, 0);

/// Least contrast of text.
const TEXT: f64 = 4.5;
/// Least contrast of parts that mean something.
const PART: f64 = 3.0;

/// An sRGB colour; shown as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(u8, u8, u8);

impl Rgb {
    /// Reads `#rgb` or `#rrggbb`.
    fn parse(text: &str) -> Option<Rgb> {
        let digits = text.trim().strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let value = u32::from_str_radix(digits, 16).ok()?;
        let part = |shift: u32, mask: u32, scale: u32| u8::try_from(((value >> shift) & mask) * scale).ok();
        match digits.len() {
            3 => Some(Rgb(part(8, 0xf, 17)?, part(4, 0xf, 17)?, part(0, 0xf, 17)?)),
            6 => Some(Rgb(part(16, 0xff, 1)?, part(8, 0xff, 1)?, part(0, 0xff, 1)?)),
            _ => None,
        }
    }

    /// This colour with `percent` of `other` in it.
    fn mix(self, other: Rgb, percent: u32) -> Rgb {
        let part = |own: u8, other: u8| {
            let mixed = (u32::from(own) * (100 - percent.min(100)) + u32::from(other) * percent.min(100)) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb(part(self.0, other.0), part(self.1, other.1), part(self.2, other.2))
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// This colour, moved towards `end` until it keeps `least` against all of `grounds`.
    fn readable(self, end: Rgb, grounds: &[Rgb], least: f64) -> Rgb {
        (0..=100)
            .map(|percent| self.mix(end, percent))
            .find(|shade| grounds.iter().all(|ground| contrast(*shade, *ground) >= least))
            .unwrap_or(end)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The contrast of two colours, 1 to 21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colours of the style sheet that the shop's colour has to get along with.
struct Theme {
    page: Rgb,
    card: Rgb,
    /// Where contrast grows.
    end: Rgb,
    /// How much of the accent tints a card.
    tint: u32,
}

const LIGHT: Theme = Theme { page: Rgb(0xf4, 0xf5, 0xf7), card: WHITE, end: BLACK, tint: 9 };
const DARK: Theme = Theme { page: Rgb(0x11, 0x14, 0x18), card: Rgb(0x1b, 0x1f, 0x26), end: WHITE, tint: 13 };

/// One theme's variants of the shop's colour.
pub struct Variants {
    /// Fills: the bar, buttons.
    pub accent: Rgb,
    /// Text on `accent`.
    pub on_accent: Rgb,
    /// Links, headings and icons.
    pub link: Rgb,
    /// The ground of what matters most.
    pub tint: Rgb,
}

impl Variants {
    fn of(color: Rgb, theme: &Theme) -> Variants {
        let accent = color.readable(theme.end, &[theme.page, theme.card], PART);
        let tint = theme.card.mix(accent, theme.tint);
        let on_accent = if contrast(WHITE, accent) >= TEXT { WHITE } else { BLACK };
        let link = accent.readable(theme.end, &[theme.page, theme.card, tint], TEXT);
        Variants { accent, on_accent, link, tint }
    }
}

impl fmt::Display for Variants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Variants { accent, on_accent, link, tint } = self;
        write!(f, ":root{{--accent:{accent};--on-accent:{on_accent};--link:{link};--tint:{tint}}}")
    }
}

/// The shop's colour in variants that can be read on the grounds of pages and mails.
pub struct Palette {
    /// On `#ffffff` and `#f4f5f7`.
    pub light: Variants,
    /// On `#1b1f26` and `#111418`.
    pub dark: Variants,
}

impl Palette {
    /// From the shop's variable; anything but `#rgb` and `#rrggbb` stands for our own colour.
    pub fn new(color: &str) -> Palette {
        let color = Rgb::parse(color).unwrap_or(DEFAULT);
        Palette { light: Variants::of(color, &LIGHT), dark: Variants::of(color, &DARK) }
    }

    /// The style sheet that sets the variables.
    pub(crate) fn css(&self) -> String {
        format!("{}@media screen and (prefers-color-scheme:dark){{{}}}", self.light, self.dark)
    }

    /// The fill and the text on it, for places without themes.
    pub(crate) fn badge(&self) -> (Rgb, Rgb) {
        (self.light.accent, self.light.on_accent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INK: (Rgb, Rgb) = (Rgb(0x1b, 0x1f, 0x27), Rgb(0xec, 0xee, 0xf2));
    const MUTED: (Rgb, Rgb) = (Rgb(0x56, 0x5d, 0x69), Rgb(0xae, 0xb5, 0xc1));

    fn keeps_contrasts(color: Rgb) {
        for (theme, ink, muted) in [(&LIGHT, INK.0, MUTED.0), (&DARK, INK.1, MUTED.1)] {
            let Variants { accent, on_accent, link, tint } = Variants::of(color, theme);
            for ground in [theme.page, theme.card] {
                assert!(contrast(accent, ground) >= PART, "{color}: accent {accent} on {ground}");
            }
            for ground in [theme.page, theme.card, tint] {
                for text in [link, ink, muted] {
                    assert!(contrast(text, ground) >= TEXT, "{color}: text {text} on {ground}");
                }
            }
            assert!(contrast(on_accent, accent) >= TEXT, "{color}: {on_accent} on {accent}");
        }
    }

    #[test]
    fn every_short_colour_keeps_the_contrasts() {
        for value in 0..=0xfff {
            keeps_contrasts(Rgb::parse(&format!("#{value:03x}")).unwrap());
        }
    }

    proptest! {
        #[test]
        fn every_colour_keeps_the_contrasts(r: u8, g: u8, b: u8) {
            keeps_contrasts(Rgb(r, g, b));
        }

        #[test]
        fn colours_are_read_as_they_are_written(r: u8, g: u8, b: u8) {
            prop_assert_eq!(Rgb::parse(&Rgb(r, g, b).to_string()), Some(Rgb(r, g, b)));
        }

        #[test]
        fn anything_is_a_palette(text in ".*") {
            let css = Palette::new(&text).css();
            let harmless = css.starts_with(":root{--accent:#") && !css.contains('<');
            prop_assert!(harmless, "{}", css);
        }
    }

    #[test]
    fn colours_that_are_none() {
        for text in ["", "red", "#", "#12", "#1234", "#12345g", "#+12", "#1234567", "rgb(1,2,3)", "#fff;}", "#żó"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
        assert_eq!(Rgb::parse(" #F60 "), Some(Rgb(0xff, 0x66, 0)));
    }

    #[test]
    fn known_contrasts() {
        assert!((contrast(WHITE, BLACK) - 21.0).abs() < 0.001);
        assert!((contrast(Rgb(0x76, 0x76, 0x76), WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn the_style_sheet_has_the_colours_that_are_tested_here() {
        let css = include_str!("../templates/page.css");
        let (light, dark) = css.split_once("prefers-color-scheme").unwrap();
        for (css, theme, ink, muted) in [(light, LIGHT, INK.0, MUTED.0), (dark, DARK, INK.1, MUTED.1)] {
            for (name, color) in [("page", theme.page), ("card", theme.card), ("ink", ink), ("muted", muted)] {
                assert!(css.contains(&format!("--{name}: {color};")), "--{name}: {color}");
            }
        }
    }
}
