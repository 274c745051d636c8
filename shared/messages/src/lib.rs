//! What customers are told: texts, mails, SMS.
