//! A week in which everything is said twice and in any order, while providers fail.

use super::{
    life::{Chance, DAYS, Fact, Life, What, morning},
    oracle,
};
use crate::sending::{Line, Sending};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sledz_e2e::mailbox::{
    faults::{Fault, Faults},
    received::Provider,
};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// Senders at the same time.
const SENDERS: usize = 8;

/// Orders that were over before anybody told us.
const HISTORIES: usize = 40;

/// Minutes after the morning at which the jobs run while providers fail: so that each try that
/// failed comes due by the next of them. The reminders are due in the evening.
const FAILING: [i64; 8] = [4, 12, 36, 80, 200, 786, 800, 830];

/// And while they do not, so that none is overtaken by the next morning.
const WORKING: [i64; 3] = [1200, 1206, 1212];

/// How long a sender keeps trying until its webhook is taken.
const PATIENCE: Duration = Duration::from_secs(60);

/// The week that is lived through.
pub(crate) struct Week {
    pub(crate) sending: Sending,
    pub(crate) lives: Vec<Life>,
    chance: Chance,
    /// Webhooks that come a second time on the next day.
    belated: Vec<(usize, Fact)>,
    pub(crate) webhooks: usize,
    pub(crate) kills: usize,
    /// Whether the host is killed now and then.
    killing: bool,
}

impl Week {
    pub(crate) fn new(orders: usize, seed: u64, killing: bool) -> Self {
        let begin = morning(0) - TimeDelta::minutes(10);
        let sending = Sending::with("resend", "smsapi", begin, |builder| builder);
        settings(&sending);
        let mut chance = Chance::new(seed);
        let mut lives: Vec<Life> = (0..orders).map(|n| Life::new(n, &mut chance)).collect();
        lives.extend((orders..orders + HISTORIES).map(Life::history));
        Week { sending, lives, chance, belated: Vec::new(), webhooks: 0, kills: 0, killing }
    }

    /// Lives through all of it.
    pub(crate) fn live(&mut self) {
        for day in 0..DAYS {
            self.sending.jump(morning(day));
            self.fail(day, 0, day == 1);
            self.say(day);
            for (round, minutes) in FAILING.into_iter().enumerate() {
                self.fail(day, round + 1, (day, round) == (1, 0));
                self.sending.jump(morning(day) + TimeDelta::minutes(minutes));
                self.run_jobs(day, round);
            }
            self.sending.mailbox.set_faults(Faults::default());
            for minutes in WORKING {
                self.sending.jump(morning(day) + TimeDelta::minutes(minutes));
                self.sending.jobs(1);
            }
        }
    }

    /// A third of all requests fails; if it `hangs`, some of them without any answer at all.
    fn fail(&self, day: usize, round: usize, hangs: bool) {
        let seed = u64::try_from(day * 100 + round).unwrap();
        let hanging = if hangs { 3 } else { 0 };
        let faults = Faults::default()
            .seed(seed)
            .with(hanging, Fault::Hang(Duration::from_secs(12)))
            .with(60, Fault::TooMany { retry_after: 100 })
            .with(70 - hanging, Fault::Error500)
            .with(60, Fault::Garbage)
            .with(60, Fault::GarbageAccepted)
            .with(83, Fault::LostReply)
            .with(30, Fault::Slow(Duration::from_millis(40)));
        self.sending.mailbox.set_faults(faults);
    }

    /// Has everything said that is said on that day: twice, in any order, one sender in ten a day late
    /// with its second time.
    fn say(&mut self, day: usize) {
        let mut all = std::mem::take(&mut self.belated);
        for (n, life) in self.lives.iter().enumerate() {
            for fact in life.facts.iter().filter(|fact| fact.day == day) {
                all.push((n, *fact));
                let second = if self.chance.below(10) == 0 { &mut self.belated } else { &mut all };
                second.push((n, *fact));
            }
        }
        self.chance.shuffle(&mut all);
        self.webhooks += all.len();
        let (next, lives, line) = (AtomicUsize::new(0), &self.lives, self.sending.line());
        let kills_at = if self.killing { vec![all.len() / 3, all.len() * 2 / 3] } else { Vec::new() };
        thread::scope(|scope| {
            let sender = || {
                while let Some((n, fact)) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
                    insist(&line, &lives[*n], fact);
                }
            };
            let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(sender)).collect();
            for at in kills_at {
                while next.load(Ordering::SeqCst) < at {
                    thread::sleep(Duration::from_millis(1));
                }
                self.sending.deployment.kill().unwrap();
                self.sending.deployment.restart().unwrap();
                self.kills += 1;
            }
            for sender in senders {
                sender.join().unwrap();
            }
        });
    }

    /// The jobs run, sometimes called by two at once, and sometimes killed at it.
    fn run_jobs(&mut self, day: usize, round: usize) {
        if self.killing && round == 0 {
            self.kill_while_providers_hang();
            self.fail(day, round + 1, false);
        } else if self.killing && round < 3 {
            self.kill_after(Duration::from_millis(40 * u64::try_from(day + 1).unwrap()));
        }
        self.sending.jobs(1 + usize::from(round % 3 == 1));
    }

    /// The call of the jobs cannot end before the host is killed.
    fn kill_while_providers_hang(&mut self) {
        let mailbox = &self.sending.mailbox;
        mailbox.set_faults(Faults::always(Fault::Hang(Duration::from_secs(12))));
        let requests = || mailbox.requests(Provider::Resend) + mailbox.requests(Provider::Smsapi);
        let (before, begun) = (requests(), Instant::now());
        let line = self.sending.line();
        thread::scope(|scope| {
            scope.spawn(|| drop(line.run_jobs()));
            while requests() == before {
                assert!(begun.elapsed() < PATIENCE, "the jobs send nothing");
                thread::sleep(Duration::from_millis(1));
            }
            self.sending.deployment.kill().unwrap();
        });
        self.sending.deployment.restart().unwrap();
        self.kills += 1;
    }

    fn kill_after(&mut self, pause: Duration) {
        let line = self.sending.line();
        thread::scope(|scope| {
            scope.spawn(|| drop(line.run_jobs()));
            thread::sleep(pause);
            self.sending.deployment.kill().unwrap();
        });
        self.sending.deployment.restart().unwrap();
        self.kills += 1;
    }

    /// All customers got what was due, and nobody anything else; a day later nothing more comes.
    pub(crate) fn check(&self, begun: Instant) {
        let mailbox = &self.sending.mailbox;
        let wrong = oracle::wrong(&self.lives, mailbox);
        let of = |provider| mailbox.requests(provider);
        let (received, requests) = (mailbox.received().len(), of(Provider::Resend) + of(Provider::Smsapi));
        eprintln!(
            "{} orders, {} webhooks, {} kills: {received} messages, {} of them due, by {requests} requests, in {:.0} s",
            self.lives.len(),
            self.webhooks,
            self.kills,
            oracle::least(&self.lives),
            begun.elapsed().as_secs_f32(),
        );
        // Copies of one message are among the requests, not among what was received.
        let in_vain = requests - u64::try_from(received).unwrap();
        assert!(in_vain * 5 > requests, "only {in_vain} requests failed or were repeated");
        let some: Vec<_> = wrong.iter().take(20).collect();
        assert!(wrong.is_empty(), "{} are wrong, such as {some:#?}", wrong.len());
        assert_eq!(self.sending.dead(), [] as [Value; 0], "nothing was refused for good");
        self.sending.later(24 * 60);
        assert_eq!(mailbox.received().len(), received, "a day later nothing more comes");
    }
}

/// A message that nobody took is sent again, as real senders do.
fn insist(line: &Line, life: &Life, fact: &Fact) {
    let begun = Instant::now();
    let said = life.said(fact);
    loop {
        let reply = match fact.what {
            What::Order(_) => line.order(&said),
            What::Parcel(_) => line.parcel(&said),
        };
        match reply {
            Ok(reply) if reply.status == 200 => return,
            Ok(reply) if reply.status < 500 => panic!("{fact:?} was refused: {}", reply.text()),
            _ => assert!(begun.elapsed() < PATIENCE, "{fact:?} of order {} is not taken", life.n),
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Some messages by both ways or the other one, in words by which their kind is known, and by night
/// too: what is put off until the morning would be overtaken by what happens then.
fn settings(sending: &Sending) {
    let never = json!({"from": "00:00", "to": "00:00"});
    for (kind, begins) in oracle::SMS_BEGINS {
        let channels = if kind == oracle::BY_SMS { json!(["sms"]) } else { json!(["email", "sms"]) };
        let texts = json!({"subject": "Zamówienie {order}", "body": "{status}\n\n{link}",
            "sms": format!("{begins} {{order}} {{link}}")});
        let setting = json!({"enabled": true, "channels": channels, "quiet_hours": never, "texts": {"pl": texts}});
        sending.set(kind, &setting);
    }
}
