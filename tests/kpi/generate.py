#!/usr/bin/env python3
"""A year of a shop, as the rows that its numbers are made of.

    python3 generate.py FOLDER [--orders 50000] [--cases 9000] [--seed 7]

Writes FOLDER/rows.ndjson (one row per line, in no order) and FOLDER/settings.json. Seasons, Polish holidays, both days on
which the clock moves, cases that are reopened, customers that ask again, promises that are not due yet; of some rows
older copies, which know less, and of some the same twice, their times in another order. The same seed gives the same year.
"""
import argparse
import json
import pathlib
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
YEAR = 2026
AS_OF = datetime(YEAR + 1, 1, 4, 11, 0, tzinfo=timezone.utc)
HOLIDAYS = {date(YEAR, *day) for day in [(1, 1), (1, 6), (4, 5), (4, 6), (5, 1), (5, 3), (5, 24), (6, 4), (8, 15),
                                         (11, 1), (11, 11), (12, 24), (12, 25), (12, 26)]}
SEASON = [1.0, 0.9, 0.95, 0.9, 0.95, 0.85, 0.8, 0.8, 0.95, 1.05, 1.6, 1.9]
CHANNELS = ["form", "email", "messenger", "instagram", "whatsapp", "allegro", "chat", "phone"]
SOURCE_OF = {"form": "form", "email": "postmark", "messenger": "meta", "instagram": "meta", "whatsapp": "meta",
             "allegro": "allegro", "chat": "chatwoot", "phone": "people"}
WISMO = ["where_is_parcel", "when_ship", "tracking_link_broken", "delivered_not_received"]
OTHERS = ["change_address", "change_pickup_point", "cancel_order", "how_to_return", "return_status", "refund_status",
          "withdrawal", "complaint_damaged", "missing_or_wrong_item", "invoice", "resend_confirmation",
          "payment_received", "payment_failed", "discount_code", "courier_no_show", "join_orders",
          "delivery_cost_time", "product_question", "stock_question", "bulk_or_proforma", "feedback_thanks", "other"]
CAUSES = ["delivered_not_found", "sources_disagree", "shop_late", "courier_late", "courier_silent", "message_bounced",
          "no_shipped_message", "no_tracking_link", "no_promise", "unknown"]
CARRIERS = ["inpost", "dpd", "dhl", "gls", "poczta-polska", "orlen"]
PLATFORMS = ["woocommerce", "allegro", "shopify"]
KINDS = ["confirmed", "shipped", "ready_for_pickup", "delay", "delivered"]


def text(at):
    return None if at is None else at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


class Year:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.days, self.weights = [], []
        day = date(YEAR, 1, 1)
        while day.year == YEAR:
            weight = SEASON[day.month - 1] * (0.7 if day.weekday() >= 5 else 1.0) * (0.5 if day in HOLIDAYS else 1.0)
            if day in (date(YEAR, 11, 27), date(YEAR, 11, 30)):
                weight *= 4
            if day in (date(YEAR, 3, 29), date(YEAR, 10, 25)):
                weight *= 3
            self.days.append(day)
            self.weights.append(weight)
            day += timedelta(days=1)
        self.rows = []

    def chance(self, p):
        return self.r.random() < p

    def moment(self, day):
        """Some moment of a day in Warsaw: by day mostly, and now and then about midnight or when the clock moves."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=WARSAW).astimezone(timezone.utc)
        kind = self.r.random()
        if kind < 0.02:
            return midnight + timedelta(milliseconds=self.r.choice([0, 1, 999, 1000, 59_999]))
        if kind < 0.06:
            return midnight + timedelta(minutes=self.r.randrange(0, 240), milliseconds=self.r.randrange(0, 60_000))
        hour = min(max(self.r.gauss(14, 4), 0), 22.9)
        return midnight + timedelta(milliseconds=int(hour * 3_600_000) + self.r.randrange(0, 3_600_000))

    def after(self, at, mean_minutes, least=0):
        """A while later."""
        return at + timedelta(milliseconds=least * 1000 + int(self.r.expovariate(1 / (mean_minutes * 60_000))))

    def until_now(self, at):
        return at if at is not None and at <= AS_OF else None

    def business_end(self, at, days):
        """The last second of the so-manieth business day after."""
        day = at.astimezone(WARSAW).date()
        while days:
            day += timedelta(days=1)
            if day.weekday() < 5 and day not in HOLIDAYS and (day.month, day.day) not in ((1, 1), (1, 6)):
                days -= 1
        end = datetime(day.year, day.month, day.day, tzinfo=WARSAW) + timedelta(days=1)
        return end.astimezone(timezone.utc) - timedelta(seconds=1)

    def put(self, row, older=None):
        """A row, and now and then a copy: as it is with its lists in another order, or as it was earlier."""
        self.rows.append(row)
        kind = self.r.random()
        if kind < 0.04:
            copy = dict(row)
            for name, value in row.items():
                if isinstance(value, list) and name != "intents":
                    copy[name] = self.r.sample(value, len(value)) + value[:1]
            self.rows.append(copy)
        elif kind < 0.10 and older is not None:
            self.rows.append(older)

    def order(self, number):
        r = self.r
        placed = self.moment(r.choices(self.days, self.weights)[0])
        paid = self.until_now(self.after(placed, 40)) if self.chance(0.95) else None
        dispatch_promised = self.business_end(paid, 2) if paid and self.chance(0.9) else None
        cancelled = self.until_now(self.after(placed, 600)) if self.chance(0.04) else None
        shipped = self.until_now(self.after(paid, 1500, 600)) if paid and self.chance(0.97) else None
        if cancelled and self.chance(0.7):
            shipped = None
        carrier = r.choices(CARRIERS, [50, 20, 12, 8, 6, 4])[0]
        delivery_promised = self.business_end(shipped or placed, 3) if self.chance(0.85) else None
        parcels = r.choices([1, 2, 3], [92, 6, 2])[0] if shipped else 0
        row = dict(row="order", key=f"o{number}", platform=r.choices(PLATFORMS, [60, 25, 15])[0],
                   carrier=carrier if self.chance(0.97) else None, placed=text(placed), paid=text(paid),
                   shipped=text(shipped), dispatch_promised=text(dispatch_promised),
                   delivery_promised=text(delivery_promised), cancelled=text(cancelled), parcels=parcels)
        last, returned = None, 0
        all_there = parcels > 0
        for index in range(parcels):
            arrived, came_back = self.parcel(f"p{number}-{index}", carrier, shipped, delivery_promised)
            returned += came_back
            all_there = all_there and arrived is not None
            last = max(filter(None, [last, arrived]), default=None)
        row["delivered"] = text(last if all_there else None)
        # What is on time to the millisecond is on time.
        for promised, done in [("delivery_promised", "delivered"), ("dispatch_promised", "shipped")]:
            if row[done] and self.chance(0.02):
                row[promised] = row[done]
        row["returned_parcels"] = returned
        row["is_sent_back"] = last is not None and self.chance(0.05)
        row["is_in_full"] = self.chance(0.97)
        known = None
        if shipped and self.chance(0.93):
            known = self.until_now(self.after(shipped, 90) - timedelta(minutes=r.choice([0, 0, 0, 400])))
        row["number_known"] = text(known)
        older = {**row, "delivered": None, "number_known": None, "shipped": None, "cancelled": None, "returned_parcels": 0}
        self.put(row, older if older != row else None)
        for kind in r.sample(KINDS, r.choice([1, 2, 3])):
            self.message(f"m{number}-{kind}", kind, self.after(placed, 2000))
        return row

    def parcel(self, key, carrier, shipped, promised):
        r = self.r
        handed_over = self.until_now(self.after(shipped, 300)) if self.chance(0.985) else None
        row = dict(row="parcel", key=key, carrier=carrier if self.chance(0.98) else None, handed_over=text(handed_over),
                   delivered=None, failed=[], ready=None, picked_up=None, returned=None, promised=text(promised))
        arrived = None
        if handed_over:
            first = self.after(handed_over, 1100, 36_000)
            if carrier in ("inpost", "orlen"):
                ready = self.until_now(first)
                picked = self.until_now(self.after(first, 900)) if ready and self.chance(0.94) else None
                row["ready"], row["picked_up"] = text(ready), text(picked)
                row["delivered"] = text(picked) if self.chance(0.5) else None
                arrived = picked
                if ready and not picked and self.chance(0.6):
                    row["returned"] = text(self.until_now(ready + timedelta(days=5)))
            else:
                for _ in range(r.choices([0, 1, 2], [90, 8, 2])[0]):
                    if first <= AS_OF:
                        row["failed"].append(text(first))
                    first = self.after(first, 600, 64_800)
                if self.chance(0.95):
                    arrived = self.until_now(first)
                    row["delivered"] = text(arrived)
                elif self.chance(0.5):
                    row["returned"] = text(self.until_now(self.after(first, 3000)))
        older = {**row, "delivered": None, "picked_up": None, "returned": None, "failed": row["failed"][:0]}
        self.put(row, older if older != row else None)
        return arrived, int(row["returned"] is not None)

    def message(self, key, kind, owed):
        if owed > AS_OF:
            return
        sent = self.until_now(self.after(owed, self.r.choice([0.2, 0.2, 300]))) if self.chance(0.98) else None
        channel = self.r.choices(["email", "sms"], [85, 15])[0]
        row = dict(row="message", key=key, kind=kind, channel=channel, owed=text(owed), sent=text(sent),
                   delivered=None, bounced=None)
        if sent:
            fate = self.r.random()
            if fate < 0.90:
                row["delivered"] = text(self.until_now(self.after(sent, 1)))
            if fate > 0.89 and fate < 0.93:
                row["bounced"] = text(self.until_now(self.after(sent, 30)))
        older = {**row, "delivered": None, "bounced": None}
        self.put(row, older if older != row else None)

    def case(self, number, orders, customers, earlier):
        r = self.r
        machine = self.chance(0.03)
        again = earlier and self.chance(0.12)
        if again:
            before = r.choice(earlier)
            opened = self.after(before["opened"], 5000, 60)
            if opened >= datetime(YEAR + 1, 1, 1, tzinfo=WARSAW):
                again = False
        if again:
            order = before["order"] if self.chance(0.7) else None
            customer = before["customer"]
            intents = list(before["intents"]) if self.chance(0.7) else [r.choice(WISMO + OTHERS)]
        else:
            opened = self.moment(r.choices(self.days, self.weights)[0])
            about = r.choice(orders) if self.chance(0.85) else None
            order = about["key"] if about else None
            customer = f"c{hash_of(order)}" if order and self.chance(0.9) else r.choice(customers)
            if self.chance(0.05):
                customer = None
            intents = [r.choice(WISMO)] if self.chance(0.45) else [r.choice(OTHERS)]
            if self.chance(0.12):
                more = r.choice(WISMO + OTHERS)
                intents += [more] if more not in intents else []
        channel = r.choices(CHANNELS, [25, 35, 10, 5, 5, 12, 5, 3])[0]
        is_wismo = any(intent in WISMO for intent in intents)
        now = self.until_now
        messages = [(opened, intents == ["feedback_thanks"])]
        automatic, answers, promises, closed, reopened = [], [], [], [], []
        handed, at = None, opened
        if self.chance(0.1):
            at = self.after(at, 5)
            messages.append((at, False))
        if self.chance(0.6 if is_wismo else 0.2) and not machine:
            automatic.append(self.after(at, 0.2))
            if self.chance(0.12):
                at = self.after(automatic[0], 600)
                messages.append((at, self.chance(0.3)))
        if (not automatic or len(messages) > 2 or self.chance(0.1)) and not machine:
            if self.chance(0.9):
                handed = self.after(at, 0.3)
                due = handed + timedelta(hours=r.choice([1, 4, 24, 48, 240]))
                answer = self.after(handed, r.choice([60, 300, 2000])) if self.chance(0.93) else None
                if self.chance(0.03):
                    answer = due
                promises.append((handed, due, answer))
            else:
                answer = self.after(at, 500)
            if answer:
                answers.append(answer)
                at = answer
                for _ in range(r.choices([0, 1, 2], [75, 18, 7])[0]):
                    at = self.after(at, 900)
                    messages.append((at, self.chance(0.35)))
                    if self.chance(0.1):
                        messages.append((self.after(at, 20), self.chance(0.2)))
                    at = self.after(at, 400)
                    answers.append(at)
        if self.chance(0.96) or machine:
            at = self.after(max([at] + automatic), r.choice([200, 4000]))
            closed.append(at)
            if self.chance(0.12):
                if self.chance(0.7):
                    asked = self.after(at, 5000)
                    messages.append((asked, self.chance(0.4)))
                    at = asked
                else:
                    at = self.after(at, 5000)
                reopened.append(at)
                if self.chance(0.8):
                    answers.append(self.after(at, 300))
                    closed.append(self.after(answers[-1], 300))
            elif self.chance(0.05):
                messages.append((self.after(at, 12000), self.chance(0.6)))
        rating = None
        if closed and closed[0] <= AS_OF and self.chance(0.5):
            scale = r.choice(["csat", "csat", "nps", "ces"])
            asked = closed[0]
            answered = now(self.after(asked, 600)) if self.chance(0.35) else None
            score = None
            if answered:
                score = {"csat": r.choices([0, 1, 2, 3, 4, 5, 6], [1, 5, 5, 10, 35, 43, 1])[0], "nps": r.randrange(0, 12),
                         "ces": r.randrange(0, 9)}[scale]
            rating = dict(scale=scale, asked=text(asked), answered=text(answered), score=score)
        status = "joined" if self.chance(0.02) else "closed" if closed else "waiting"

        def told(times):
            return [text(at) for at in times if at <= AS_OF]

        row = dict(row="case", number=f"K{number:05d}", channel=channel, source=SOURCE_OF[channel], intents=intents,
                   cause=r.choices(CAUSES, [4, 3, 22, 20, 14, 4, 6, 8, 7, 12])[0] if is_wismo and self.chance(0.9) else None,
                   carrier=r.choice(CARRIERS) if order and self.chance(0.9) else None, order=order, customer=customer,
                   opened=text(opened),
                   messages=[] if machine else [dict(at=text(at), is_thanks=thanks) for at, thanks in messages if at <= AS_OF],
                   automatic=told(automatic), answers=told(answers),
                   promises=[dict(made=text(made), due=text(due), kept=text(now(kept))) for made, due, kept in promises if made <= AS_OF],
                   closed=told(closed), reopened=told(reopened), handed_over=text(now(handed)),
                   is_corrected=self.chance(0.04), is_machine=machine, rating=rating,
                   handling_seconds=r.randrange(30, 2400) if answers and self.chance(0.4) else None, status=status)
        older = {**row, "closed": [], "reopened": [], "rating": None, "is_corrected": False, "handling_seconds": None}
        if len(messages) > 1 and len(row["messages"]) > 1 and self.chance(0.3):
            # What was written first became known last: the case seemed to begin later.
            older["messages"] = older["messages"][1:]
            older["opened"] = older["messages"][0]["at"]
        self.put(row, older if older != row else None)
        if not machine:
            earlier.append(dict(opened=opened, order=order, customer=customer, intents=intents))


def hash_of(order):
    """Some customers buy more than once."""
    return int(order[1:]) % 30_011


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--orders", type=int, default=50_000)
    arguments.add_argument("--cases", type=int, default=9_000)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--fcr-days", type=int, default=7)
    arguments.add_argument("--hours", default="mon-fri 08:00-12:00, mon-fri 12:30-18:00, sat 10:00-14:00")
    arguments.add_argument("--month", type=int, default=2_345_678, help="cost of a month in grosze; 0: not set")
    given = arguments.parse_args()
    year = Year(given.seed)
    orders = [year.order(number) for number in range(given.orders)]
    customers = [f"c{number}" for number in range(30_011)]
    earlier = []
    for number in range(given.cases):
        year.case(number, orders, customers, earlier)
    for day in year.days:
        for source in CARRIERS + PLATFORMS:
            for seconds in sorted({int(year.r.expovariate(1 / 90)) for _ in range(year.r.randrange(1, 12))}):
                year.put(dict(row="latency", key=f"{source}/{day}/{seconds}", day=str(day), source=source,
                              seconds=seconds, count=year.r.randrange(1, 40)))
        for number in range(year.r.choice([0, 0, 0, 1, 2])):
            year.put(dict(row="disagreement", key=f"d{day}/{number}", day=str(day), about=year.r.choice(["status", "payment"])))
    year.r.shuffle(year.rows)
    given.folder.mkdir(parents=True, exist_ok=True)
    with open(given.folder / "rows.ndjson", "w", encoding="utf-8") as out:
        for row in year.rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    spans = [(date(YEAR, 1, 1), date(YEAR, 12, 31))]
    for month in range(1, 13):
        first = date(YEAR, month, 1)
        spans.append((first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)))
    for monday in [(1, 5), (3, 23), (6, 1), (10, 19), (11, 23), (12, 21)]:
        first = date(YEAR, *monday)
        spans.append((first, first + timedelta(days=6)))
    for day in [(3, 29), (10, 25), (12, 24)]:
        spans.append((date(YEAR, *day), date(YEAR, *day)))
    settings = dict(as_of=text(AS_OF), hours=given.hours, fcr_days=given.fcr_days,
                    net_days=30, currency="PLN", month=given.month or None, contact=1_895, automatic=12,
                    spans=[[str(first), str(last)] for first, last in spans])
    (given.folder / "settings.json").write_text(json.dumps(settings, indent=1))


if __name__ == "__main__":
    main()
