//! The shop of the demo, as variables of its deployment.

/// The shop's name.
pub const NAME: &str = "Herbaciarnia Bałtyk";

/// The variables that describe the shop.
pub const VARIABLES: [(&str, &str); 6] = [
    ("shop_name", NAME),
    ("shop_color", "#0b6e6e"),
    ("shop_email", "pomoc@herbaciarnia-baltyk.example"),
    ("shop_phone", "+48 58 000 00 01"),
    ("dispatch_days", "2"),
    ("delivery_days", "3"),
];

/// The sender of the shop's mails.
pub const MAIL_FROM: &str = "Herbaciarnia Bałtyk <pomoc@herbaciarnia-baltyk.example>";

/// The sender of its SMS: at most eleven characters.
pub const SMS_FROM: &str = "HerbBaltyk";
