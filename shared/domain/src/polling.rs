//! How often a carrier is asked about a parcel: often while that can change within the hour, seldom
//! while it travels, never after the end.

use crate::{status::Status, time::WARSAW, timeline::Parcel};
use chrono::{DateTime, TimeDelta, Timelike, Utc};

/// Of a parcel of which nothing was heard for so long, nothing more is expected: carriers keep their
/// data for about as long.
const GIVEN_UP: TimeDelta = TimeDelta::days(45);

/// A parcel that was out for delivery so long ago is not any more, whatever the carrier says.
const OUT_FOR: TimeDelta = TimeDelta::hours(18);

/// A parcel that has been silent for so long is asked about less often.
const SILENT: TimeDelta = TimeDelta::days(4);

/// Nobody rings at a door before this hour in Warsaw.
const MORNING: u32 = 6;

/// Nor from this hour on.
const NIGHT: u32 = 22;

/// How long to wait until the carrier is asked about `parcel` again, which we know of since `since`;
/// none once there is nothing more to hear.
pub fn interval(parcel: &Parcel, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<TimeDelta> {
    let silent = now - parcel.last_event.map_or(since, |last| last.max(since));
    if silent > GIVEN_UP || parcel.replaced_by.is_some() {
        return None;
    }
    if parcel.awaits_confirmation && silent < SILENT {
        return Some(TimeDelta::minutes(10));
    }
    match parcel.status {
        Status::Delivered | Status::Returned | Status::Cancelled => None,
        Status::OutForDelivery if silent < OUT_FOR && !is_night(now) => Some(TimeDelta::minutes(20)),
        Status::FailedAttempt | Status::Exception | Status::ReadyForPickup if silent < SILENT => {
            Some(TimeDelta::hours(1))
        }
        Status::PreTransit | Status::Unknown if silent >= SILENT => Some(TimeDelta::hours(24)),
        Status::PreTransit | Status::Unknown => Some(TimeDelta::hours(3)),
        _ if silent >= SILENT => Some(TimeDelta::hours(6)),
        _ => Some(TimeDelta::hours(2)),
    }
}

/// When a parcel that is asked about every `interval` is asked about next. The times of a parcel lie on
/// a grid of its own: however often it was put down, it is asked about once; and the parcels of a shop,
/// put down within an hour, are spread over the whole interval.
pub fn next_time(tracking_number: &str, interval: TimeDelta, now: DateTime<Utc>) -> DateTime<Utc> {
    let step = interval.num_seconds().max(1);
    let hash = tracking_number.bytes().fold(5381_i64, |hash, byte| hash.wrapping_mul(33) ^ i64::from(byte));
    let phase = hash.rem_euclid(step);
    let seconds = ((now.timestamp() - phase).div_euclid(step) + 1) * step + phase;
    DateTime::from_timestamp(seconds, 0).unwrap_or(now + interval)
}

fn is_night(now: DateTime<Utc>) -> bool {
    let hour = now.with_timezone(&WARSAW).hour();
    !(MORNING..NIGHT).contains(&hour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parcel(status: Status, last_event: &str) -> Parcel {
        Parcel { status, last_event: Some(last_event.parse().unwrap()), ..Parcel::default() }
    }

    #[test]
    fn often_seldom_never() {
        let now: DateTime<Utc> = "2026-10-05T12:00:00Z".parse().unwrap();
        let night: DateTime<Utc> = "2026-10-05T23:00:00Z".parse().unwrap();
        let (fresh, old, older) = ("2026-10-05T11:00:00Z", "2026-09-30T11:00:00Z", "2026-08-01T11:00:00Z");
        for (status, last, at, minutes) in [
            (Status::OutForDelivery, fresh, now, Some(20)),
            (Status::OutForDelivery, fresh, night, Some(120)),
            (Status::OutForDelivery, "2026-10-04T11:00:00Z", now, Some(120)),
            (Status::ReadyForPickup, fresh, now, Some(60)),
            (Status::FailedAttempt, fresh, now, Some(60)),
            (Status::Exception, old, now, Some(360)),
            (Status::InTransit, fresh, now, Some(120)),
            (Status::InTransit, old, now, Some(360)),
            (Status::Returning, fresh, now, Some(120)),
            (Status::PreTransit, fresh, now, Some(180)),
            (Status::PreTransit, old, now, Some(1440)),
            (Status::InTransit, older, now, None),
            (Status::Delivered, fresh, now, None),
            (Status::Returned, fresh, now, None),
            (Status::Cancelled, fresh, now, None),
        ] {
            let told = interval(&parcel(status, last), DateTime::UNIX_EPOCH, at);
            assert_eq!(told.map(|wait| wait.num_minutes()), minutes, "{status:?} since {last}");
        }
        let unheard = Parcel::default();
        assert_eq!(interval(&unheard, now, now), Some(TimeDelta::hours(3)));
        let hint = Parcel { awaits_confirmation: true, ..parcel(Status::ReadyForPickup, fresh) };
        assert_eq!(interval(&hint, now, now), Some(TimeDelta::minutes(10)));
        let redirected = Parcel { replaced_by: Some("B".to_owned()), ..parcel(Status::InTransit, fresh) };
        assert_eq!(interval(&redirected, now, now), None);
    }

    proptest! {
        #[test]
        fn two_that_are_put_down_at_different_times_meet(
            number in "[0-9A-Z]{1,24}", first in 0_i64..100_000, second in 0_i64..100_000, minutes in 1_i64..2000,
        ) {
            let step = TimeDelta::minutes(minutes);
            let at = |seconds| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
            let (one, two) = (next_time(&number, step, at(first)), next_time(&number, step, at(second)));
            prop_assert!(one > at(first) && one - at(first) <= step);
            prop_assert_eq!((one - two).num_seconds() % step.num_seconds(), 0);
        }
    }
}
