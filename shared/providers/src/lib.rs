//! Providers of e-mail, SMS, alerts and webhooks: their requests and answers.
