#!/usr/bin/env python3
"""Every figure of a shop's year, computed straight from the rows: the independent check of shared/kpi.

    python3 reference.py FOLDER > figures.json

Reads FOLDER/rows.ndjson and FOLDER/settings.json (generate.py), and shares nothing with the product but the definitions:
no roll-up, no multisets, no merging; each span is computed from the rows that belong to it. Only the standard library.
"""
import json
import pathlib
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
WISMO = {"where_is_parcel", "when_ship", "tracking_link_broken", "delivered_not_received"}
BEFORE_BUYING = {"delivery_cost_time", "product_question", "stock_question", "bulk_or_proforma"}
MATTERS = [
    {"when_ship", "change_address", "change_pickup_point", "cancel_order", "payment_received", "payment_failed",
     "join_orders", "resend_confirmation"},
    {"where_is_parcel", "delivered_not_received", "tracking_link_broken", "courier_no_show"},
    {"how_to_return", "return_status", "refund_status", "withdrawal", "complaint_damaged", "missing_or_wrong_item"},
]
CAUSES = ["delivered_not_found", "sources_disagree", "shop_late", "courier_late", "courier_silent", "message_bounced",
          "no_shipped_message", "no_tracking_link", "no_promise", "unknown"]
DIMENSIONS = ["channel", "intent", "cause", "carrier", "source"]
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def instant(value):
    return None if value is None else datetime.fromisoformat(value.replace("Z", "+00:00"))


def instants(values):
    return sorted({instant(value) for value in values})


def warsaw_date(at):
    return at.astimezone(WARSAW).date()


def midnight(day):
    return datetime(day.year, day.month, day.day, tzinfo=WARSAW).astimezone(timezone.utc)


def easter(year):
    """Gauss's rule, with its two exceptions."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    if d == 29 and e == 6:
        return date(year, 4, 19)
    if d == 28 and e == 6 and a > 10:
        return date(year, 4, 18)
    return date(year, 3, 22) + timedelta(days=d + e)


@lru_cache(None)
def holidays(year):
    fixed = {date(year, month, day) for month, day in
             [(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25), (12, 26)]}
    return fixed | {easter(year) + timedelta(days=after) for after in (0, 1, 49, 60)}


class Hours:
    """Opening hours, on the wall clock of Warsaw."""

    def __init__(self, text):
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        self.week = defaultdict(list)
        for piece in text.split(","):
            days, times = piece.split()
            first, _, last = days.partition("-")
            opens, closes = [tuple(map(int, time.split(":"))) for time in times.split("-")]
            for day in range(names.index(first), names.index(last or first) + 1):
                self.week[day].append((opens, closes))
        self.day = lru_cache(None)(self.day)

    def day(self, day):
        if day in holidays(day.year):
            return []
        def wall(time):
            on = day + DAY if time == (24, 0) else day
            return datetime(on.year, on.month, on.day, time[0] % 24, time[1], tzinfo=WARSAW).astimezone(timezone.utc)

        return [(wall(opens), wall(closes)) for opens, closes in self.week[day.weekday()]]

    def between(self, begin, end):
        total, day = timedelta(0), warsaw_date(begin)
        while day <= warsaw_date(end):
            for opens, closes in self.day(day):
                total += max(min(closes, end) - max(opens, begin), timedelta(0))
            day += DAY
        return total


def decimal(number, places):
    """Half up, away from zero."""
    scaled = abs(number) * 10 ** places + Fraction(1, 2)
    digits = str(scaled.numerator // scaled.denominator).rjust(places + 1, "0")
    whole = digits if places == 0 else digits[:-places] + "." + digits[-places:]
    return ("-" if number < 0 and digits.strip("0") else "") + whole


def newest(rows):
    """Of copies the one that knows most."""
    best = {}
    for row in rows:
        known = best.get(row["key"])
        if known is None or row["known"] > known["known"]:
            best[row["key"]] = row
    return list(best.values())


class Shop:
    def __init__(self, folder):
        self.settings = json.loads((folder / "settings.json").read_text())
        self.as_of = instant(self.settings["as_of"])
        self.hours = Hours(self.settings["hours"])
        self.known = {}
        self.window = self.settings["fcr_days"] * DAY
        self.silence = 7 * DAY
        self.net_window = self.settings["net_days"] * DAY
        rows = defaultdict(list)
        with open(folder / "rows.ndjson", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                rows[row["row"]].append(getattr(self, "read_" + row["row"])(row))
        cases = newest(rows["case"])
        self.machines = [case for case in cases if case["is_machine"]]
        self.cases = [case for case in cases if not case["is_machine"] and case["status"] != "joined"]
        self.orders, self.parcels = newest(rows["order"]), newest(rows["parcel"])
        self.messages = newest(rows["message"])
        self.latencies, self.disagreements = newest(rows["latency"]), newest(rows["disagreement"])
        self.of_order, self.of_customer = defaultdict(list), defaultdict(list)
        for case in self.cases:
            if case["order"] is not None:
                self.of_order[case["order"]].append(case)
            if case["customer"] is not None:
                self.of_customer[case["customer"]].append(case)
        for case in self.cases:
            self.judge(case)

    @staticmethod
    def read_case(row):
        for name in ("automatic", "answers", "closed", "reopened"):
            row[name] = instants(row[name])
        row["messages"] = sorted({(instant(message["at"]), message["is_thanks"]) for message in row["messages"]})
        row["promises"] = {(instant(p["made"]), instant(p["due"]), instant(p["kept"])) for p in row["promises"]}
        row["opened"], row["handed_over"] = instant(row["opened"]), instant(row["handed_over"])
        rating = row["rating"]
        row["known"] = (sum(len(row[name]) for name in ("automatic", "answers", "closed", "reopened", "messages", "promises"))
                        + sum(kept is not None for _, _, kept in row["promises"]) + (row["handed_over"] is not None)
                        + row["is_corrected"] + (row["handling_seconds"] is not None)
                        + (0 if rating is None else 1 + (rating["answered"] is not None)))
        row["key"], row["day"] = row["number"], warsaw_date(row["opened"])
        row["under"] = dict(channel=row["channel"], intent=row["intents"][0] if row["intents"] else None,
                            cause=row["cause"], carrier=row["carrier"], source=row["source"])
        return row

    @staticmethod
    def read_times(row, names, began):
        for name in names:
            row[name] = instant(row[name])
        row["known"] = sum(row[name] is not None for name in names)
        row["day"] = warsaw_date(row[began]) if row[began] else None
        return row

    @staticmethod
    def read_order(row):
        Shop.read_times(row, ["placed", "paid", "shipped", "dispatch_promised", "delivered", "delivery_promised",
                              "cancelled", "number_known"], "placed")
        row["under"] = dict(carrier=row["carrier"], source=row["platform"])
        return row

    @staticmethod
    def read_parcel(row):
        row["failed"] = instants(row["failed"])
        Shop.read_times(row, ["handed_over", "delivered", "ready", "picked_up", "returned", "promised"], "handed_over")
        row["known"] += len(row["failed"])
        row["under"] = dict(carrier=row["carrier"])
        return row

    @staticmethod
    def read_message(row):
        Shop.read_times(row, ["owed", "sent", "delivered", "bounced"], "sent")
        row["under"] = dict(channel=row["channel"])
        return row

    @staticmethod
    def read_latency(row):
        return dict(row, day=date.fromisoformat(row["day"]), known=0, under=dict(source=row["source"]))

    @staticmethod
    def read_disagreement(row):
        return dict(row, day=date.fromisoformat(row["day"]), known=0, under={})

    def worked(self, begin, end):
        if (begin, end) not in self.known:
            self.known[begin, end] = self.hours.between(begin, end) // SECOND
        return self.known[begin, end]

    # What became of a case.

    @staticmethod
    def is_thanks(case):
        return bool(case["intents"]) and set(case["intents"]) == {"feedback_thanks"}

    @staticmethod
    def matter(case):
        kinds = [next((n for n, kind in enumerate(MATTERS) if intent in kind), 3) for intent in case["intents"]]
        return min(kinds, default=None)

    def same_order(self, case, other):
        return case["order"] is not None and case["order"] == other["order"]

    def related(self, case):
        """All other contacts that may be about the same."""
        seen = {}
        if case["order"] is not None:
            seen.update((other["number"], other) for other in self.of_order[case["order"]])
        if case["customer"] is not None:
            seen.update((other["number"], other) for other in self.of_customer[case["customer"]])
        seen.pop(case["number"], None)
        return seen.values()

    def asked_elsewhere(self, case, begin, end):
        for other in self.related(case):
            if not begin < other["opened"] <= end or self.is_thanks(other):
                continue
            if self.same_order(case, other):
                return True
            one_unknown = case["order"] is None or other["order"] is None
            if one_unknown and case["customer"] == other["customer"] and self.matter(case) == self.matter(other):
                return True
        return False

    @staticmethod
    def writes(case, begin, end):
        return any(begin < at <= end and not thanks for at, thanks in case["messages"])

    @staticmethod
    def real_reopening(case, at):
        before = [closed for closed in case["closed"] if closed < at]
        if not before:
            return False
        since = [thanks for asked, thanks in case["messages"] if before[-1] < asked <= at]
        return not since or not all(since)

    def judge(self, case):
        case["fcr"] = case["wrong"] = case["automated"] = None
        automatic, people, closed = case["automatic"], case["answers"], case["closed"]
        if closed and closed[0] + self.window <= self.as_of:
            end = closed[0] + self.window
            first = min(automatic[:1] + people[:1] + closed[:1])
            case["fcr"] = not (self.writes(case, first, end)
                               or any(self.real_reopening(case, at) for at in case["reopened"] if at <= end)
                               or self.asked_elsewhere(case, case["opened"], end))
        if automatic and automatic[0] + self.window <= self.as_of:
            end = automatic[0] + self.window
            case["wrong"] = (case["is_corrected"] or self.writes(case, automatic[0], end)
                             or self.asked_elsewhere(case, max(automatic[0], case["opened"]), end))
        if case["opened"] + self.silence + self.window <= self.as_of:
            if people or case["handed_over"]:
                case["automated"] = False
            elif case["fcr"] is not None:
                case["automated"] = case["fcr"] and bool(automatic)
            elif not closed:
                case["automated"] = False
        case["net"] = self.is_net(case)

    def is_net(self, case):
        counts = lambda case: not self.is_thanks(case) and (case["intents"] or [None])[0] not in BEFORE_BUYING
        if not counts(case):
            return False
        for other in self.related(case):
            if not counts(other) or other["opened"] < case["opened"] - self.net_window:
                continue
            if (other["opened"], other["number"]) >= (case["opened"], case["number"]):
                continue
            one_unknown = case["order"] is None or other["order"] is None
            if self.same_order(case, other) or one_unknown and case["customer"] == other["customer"]:
                return False
        return True

    @staticmethod
    def is_open(case, at):
        if case["opened"] > at:
            return False
        closed = [time for time in case["closed"] if time <= at]
        opened = [time for time in case["reopened"] if time <= at]
        return not closed or bool(opened) and opened[-1] > closed[-1]

    @staticmethod
    def is_waiting(case, at):
        answers = [time for time in case["automatic"] + case["answers"] if time <= at]
        people = [time for time in case["answers"] if time <= at]
        asked = [time for time, thanks in case["messages"] if time <= at and not thanks]
        handed = case["handed_over"]
        return (bool(asked) and (not answers or max(answers) < asked[-1])
                or handed is not None and handed <= at and (not people or max(people) < handed))

    # Figures.

    def select(self, first, last):
        """The rows of the days from first to last, under every heading: (by, key) -> kind -> rows."""
        headings = defaultdict(lambda: defaultdict(list))
        end = midnight(last + DAY)
        kinds = [(kind, [row for row in getattr(self, kind) if row["day"] and first <= row["day"] <= last])
                 for kind in ("cases", "orders", "parcels", "messages", "latencies", "disagreements")]
        kinds.append(("backlog", [case for case in self.cases if case["opened"] < end and self.is_open(case, end)]))
        for kind, rows in kinds:
            headings[None, None][kind] = rows
            for row in rows:
                for by, key in row["under"].items():
                    if key:
                        headings[by, key][kind].append(row)
        return headings

    def figures(self, headings, first, last, by=None, key=None):
        """The figures of the days from first to last, of one heading or of all."""
        of, base = headings[by, key], headings[(by, key) if by == "carrier" else (None, None)]
        figures = Figures()
        cases, orders, parcels = of["cases"], of["orders"], of["parcels"]
        self.volume(figures, cases, orders, parcels, base["orders"], base["parcels"])
        if by is None:
            machines = [case for case in self.machines if first <= case["day"] <= last]
            figures.count("cases_by_machines", len(machines), bool(machines))
        self.answering(figures, cases)
        self.automation(figures, cases)
        self.backlog(figures, cases, of["backlog"], midnight(last + DAY))
        self.ratings(figures, cases)
        self.money(figures, cases, orders, first, last, by)
        self.deliveries(figures, orders, parcels)
        self.sources(figures, of["messages"], of["latencies"], of["disagreements"], base["orders"])
        return figures.all

    def volume(self, figures, cases, orders, parcels, orders_base, parcels_base):
        figures.count("orders", len(orders), bool(orders))
        figures.share("orders_cancelled_share", sum(o["cancelled"] is not None for o in orders), len(orders))
        figures.count("parcels", len(parcels), bool(parcels))
        figures.count("cases", len(cases), bool(cases))
        for name, field in [("customer_messages", "messages"), ("automatic_answers", "automatic"), ("people_answers", "answers")]:
            figures.count(name, sum(len(case[field]) for case in cases), bool(cases))
        primary = sum(bool(case["intents"]) and case["intents"][0] in WISMO for case in cases)
        any_intent = [case for case in cases if WISMO & set(case["intents"])]
        if cases:
            figures.per_100("contacts_per_100_orders", len(cases), len(orders_base))
            figures.per_100("contacts_per_100_orders_net", sum(case["net"] for case in cases), len(orders_base))
            figures.per_100("wismo_per_100_orders", primary, len(orders_base))
            figures.per_100("wismo_per_100_parcels", primary, len(parcels_base))
        figures.share("wismo_share", primary, len(cases))
        figures.share("wismo_share_any", len(any_intent), len(cases))
        caused = [case["cause"] for case in any_intent if case["cause"]]
        for cause in CAUSES:
            if cause in caused:
                figures.share("wismo_cause_" + cause, caused.count(cause), len(caused))

    def answering(self, figures, cases):
        lists = defaultdict(list)

        def take(name, begin, end, business=True):
            lists[name].append((end - begin) // SECOND)
            if business:
                lists[name + "_business"].append(self.worked(begin, end))

        for case in cases:
            opened = case["opened"]
            for at in [at for at in case["answers"] if at >= opened][:1]:
                take("first_response", opened, at)
            for at in [at for at in case["automatic"] if at >= opened][:1]:
                take("first_automatic", opened, at, False)
            for before, answered in zip(case["answers"], case["answers"][1:]):
                asked = [at for at, thanks in case["messages"] if before < at <= answered and not thanks]
                if asked:
                    take("next_response", asked[0], answered)
            if case["closed"]:
                if case["closed"][0] >= opened:
                    take("first_resolution", opened, case["closed"][0], False)
                last = case["closed"][-1]
                if last >= opened and not (case["reopened"] and case["reopened"][-1] > last):
                    take("resolution", opened, last)
        for name, values in lists.items():
            figures.percentiles(name, values)
        kept = broken = 0
        for case in cases:
            for _, due, at in case["promises"]:
                kept += at is not None and at <= due
                broken += at is not None and at > due or at is None and due < self.as_of
        figures.share("promises_kept_share", kept, kept + broken)
        decided = [case["fcr"] for case in cases if case["fcr"] is not None]
        figures.share("fcr", sum(decided), len(decided))
        closed = [case for case in cases if case["closed"]]
        reopened = [case for case in closed if any(self.real_reopening(case, at) for at in case["reopened"])]
        figures.share("reopened_share", len(reopened), len(closed))

    def automation(self, figures, cases):
        figures.share("automatic_answer_share", sum(bool(case["automatic"]) for case in cases), len(cases))
        decided = [case["automated"] for case in cases if case["automated"] is not None]
        figures.share("automation_share", sum(decided), len(decided))
        figures.share("handed_over_share", sum(case["handed_over"] is not None for case in cases), len(cases))
        wrong = [case["wrong"] for case in cases if case["wrong"] is not None]
        figures.share("wrong_answer_share", sum(wrong), len(wrong))

    def backlog(self, figures, cases, backlog, end):
        if not cases and not backlog:
            return
        figures.count("backlog", len(backlog), True)
        figures.count("backlog_waiting", sum(self.is_waiting(case, end) for case in backlog), True)
        limits = [("under_1_day", 0, 1), ("1_to_3_days", 1, 3), ("3_to_7_days", 3, 7), ("7_to_14_days", 7, 14),
                  ("from_14_days", 14, 10 ** 6)]
        for name, least, below in limits:
            number = sum(least * DAY <= max(min(end, self.as_of) - case["opened"], 0 * DAY) < below * DAY for case in backlog)
            figures.count("backlog_" + name, number, True)

    def ratings(self, figures, cases):
        for scale, scores in [("csat", range(1, 6)), ("nps", range(0, 11)), ("ces", range(1, 8))]:
            asked = [case["rating"] for case in cases if case["rating"] and case["rating"]["scale"] == scale]
            told = [rating["score"] for rating in asked if rating["score"] is not None and rating["score"] in scores]
            figures.share(scale + "_response_share", len(told), len(asked))
            if scale == "csat":
                figures.share("csat", sum(score >= 4 for score in told), len(told))
            elif scale == "ces":
                figures.share("ces", sum(score >= 5 for score in told), len(told))
            else:
                figures.ratio("nps", "points", sum(s >= 9 for s in told) - sum(s <= 6 for s in told), len(told), 100, 2)

    def money(self, figures, cases, orders, first, last, by):
        handled = [case["handling_seconds"] for case in cases if case["handling_seconds"] is not None]
        figures.ratio("handling_mean", "seconds", sum(handled), len(handled), 1, 0)
        month, contact, automatic = (self.settings[name] for name in ("month", "contact", "automatic"))
        amount = None
        if month is not None:
            if by is None:
                exact, day = Fraction(0), first
                while day <= last:
                    length = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - date(day.year, day.month, 1)).days
                    exact += Fraction(month, length)
                    day += DAY
                amount = int(decimal(exact, 0))
        elif contact is not None and cases:
            people = sum(bool(case["answers"]) for case in cases)
            alone = sum(bool(case["automatic"]) and not case["answers"] for case in cases)
            amount = people * contact + alone * (automatic or 0)
        if amount is not None:
            figures.ratio("cost_per_contact", self.settings["currency"], amount, len(cases), Fraction(1, 100), 2)
            figures.ratio("cost_per_order", self.settings["currency"], amount, len(orders), Fraction(1, 100), 2)
        decided = [case["automated"] for case in cases if case["automated"] is not None]
        if contact is not None and decided:
            saved = sum(decided) * (contact - (automatic or 0))
            figures.put("saved", self.settings["currency"], decimal(Fraction(saved, 100), 2), saved, None)

    def deliveries(self, figures, orders, parcels):
        live = [order for order in orders if order["cancelled"] is None]
        shipped = [order for order in live if order["shipped"]]
        otif = other = unknown = 0
        delivered = []
        for order in live:
            promised = order["delivery_promised"]
            if promised is None:
                continue
            if order["delivered"]:
                delivered.append(order["delivered"] <= promised)
                if delivered[-1] and order["is_in_full"]:
                    otif += 1
                else:
                    other += 1
            elif promised < self.as_of:
                if order["shipped"] and order["returned_parcels"] == 0:
                    unknown += 1
                else:
                    other += 1
        figures.share("otif", otif, otif + other)
        figures.share("otif_unknown_share", unknown, otif + other + unknown)
        figures.share("orders_on_time", sum(delivered), len(delivered))
        figures.share("orders_returned_share", sum(order["returned_parcels"] > 0 for order in shipped), len(shipped))
        back = sum(order["is_sent_back"] for order in shipped)
        if back:
            figures.share("orders_sent_back_share", back, len(shipped))
        dispatch = []
        for order in live:
            promised = order["dispatch_promised"]
            if promised and (order["shipped"] or promised < self.as_of):
                dispatch.append(bool(order["shipped"]) and order["shipped"] <= promised)
        figures.share("dispatch_on_time", sum(dispatch), len(dispatch))
        minutes = lambda begin, end: (end - begin) // timedelta(minutes=1) * 60
        taken = [(order["paid"] or order["placed"], order["shipped"]) for order in shipped]
        figures.percentiles("dispatch", [minutes(begin, end) for begin, end in taken if begin <= end])
        lags = [max((order["number_known"] - order["shipped"]) // SECOND, 0) for order in shipped if order["number_known"]]
        figures.percentiles("tracking_lag", lags)
        figures.share("number_known_share", len(lags), len(shipped))

        promised, brought, transit, pickup = [], 0, [], []
        for parcel in parcels:
            got = parcel["delivered"] or parcel["picked_up"]
            if got and parcel["promised"]:
                promised.append(got <= parcel["promised"])
                there = min(parcel["failed"] + [got] + ([parcel["ready"]] if parcel["ready"] else []))
                brought += there <= parcel["promised"]
            could = min(filter(None, [parcel["ready"], got]), default=None)
            if could and could >= parcel["handed_over"]:
                transit.append(minutes(parcel["handed_over"], could))
            if parcel["ready"] and parcel["picked_up"] and parcel["ready"] <= parcel["picked_up"]:
                pickup.append(minutes(parcel["ready"], parcel["picked_up"]))
        figures.share("parcels_on_time", sum(promised), len(promised))
        figures.share("parcels_brought_on_time", brought, len(promised))
        figures.percentiles("transit", transit)
        figures.percentiles("pickup", pickup)
        figures.share("failed_attempt_share", sum(bool(parcel["failed"]) for parcel in parcels), len(parcels))
        figures.per_100("failed_attempts_per_100_parcels", sum(len(parcel["failed"]) for parcel in parcels), len(parcels))
        figures.share("parcels_returned_share", sum(parcel["returned"] is not None for parcel in parcels), len(parcels))

    def sources(self, figures, messages, latencies, disagreements, orders_base):
        figures.count("messages", len(messages), bool(messages))
        bounced = sum(message["bounced"] is not None for message in messages)
        delivered = sum(message["delivered"] is not None and message["bounced"] is None for message in messages)
        if delivered:
            figures.share("messages_delivered_share", delivered, len(messages))
        if delivered or bounced:
            figures.share("messages_bounced_share", bounced, len(messages))
        waits = [(message["owed"], message["sent"]) for message in messages]
        figures.percentiles("message_wait", [(end - begin) // SECOND for begin, end in waits if begin <= end])
        figures.percentiles("latency", [row["seconds"] for row in latencies for _ in range(row["count"])])
        figures.count("disagreements", len(disagreements), bool(disagreements))
        if disagreements:
            figures.per_100("disagreements_per_100_orders", len(disagreements), len(orders_base))

    def heat(self, first, last):
        heat = [[0] * 24 for _ in range(7)]
        for case in self.cases:
            if first <= case["day"] <= last:
                for at, _ in case["messages"]:
                    local = at.astimezone(WARSAW)
                    heat[local.weekday()][local.hour] += 1
        return heat


class Figures:
    def __init__(self):
        self.all = {}

    def put(self, name, unit, value, numerator, denominator):
        assert name not in self.all, name
        self.all[name] = dict(unit=unit, value=value, numerator=numerator, denominator=denominator)

    def count(self, name, number, is_measured):
        if is_measured:
            self.put(name, "count", str(number), number, None)

    def ratio(self, name, unit, numerator, denominator, times, places):
        if denominator:
            self.put(name, unit, decimal(Fraction(numerator, denominator) * times, places), numerator, denominator)

    def share(self, name, numerator, denominator):
        self.ratio(name, "percent", numerator, denominator, 100, 2)

    def per_100(self, name, numerator, denominator):
        self.ratio(name, "per_100", numerator, denominator, 100, 2)

    def percentiles(self, name, values):
        values = sorted(values)
        for suffix, percent in [("median", 50), ("p90", 90)]:
            if values:
                rank = -(-percent * len(values) // 100)
                self.put(f"{name}_{suffix}", "seconds", str(values[rank - 1]), None, len(values))


def main():
    shop = Shop(pathlib.Path(sys.argv[1]))
    spans, heat = [], []
    for first, last in [[date.fromisoformat(day) for day in span] for span in shop.settings["spans"]]:
        head = dict(**{"from": str(first), "to": str(last)})
        headings = shop.select(first, last)
        spans.append(dict(head, by=None, key=None, figures=shop.figures(headings, first, last)))
        for by in DIMENSIONS:
            for key in sorted(key for dimension, key in headings if dimension == by):
                figures = shop.figures(headings, first, last, by, key)
                if figures:
                    spans.append(dict(head, by=by, key=key, figures=figures))
        heat.append(dict(head, hours=shop.heat(first, last)))
    json.dump(dict(spans=spans, heat=heat), sys.stdout, ensure_ascii=False, sort_keys=True)


if __name__ == "__main__":
    main()
