"""A stored date rule as the fields of a form, and back. Pure: what is chosen stands in plain words and numbers."""

from collections.abc import Mapping
from typing import Any

FIXED, NTH, EASTER, EVENT = "fixed", "nth", "easter", "event"
BEFORE, AFTER = "before", "after"
EVERY = ("municipal", "storting", "between")


def fields_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored rule as the fields of the form. What does not belong to its kind of rule is left out."""
    fields: dict[str, Any] = {
        "at": str(raw.get("at", "")),
        "days": int(raw.get("days", 1)),
        "roll": raw.get("roll", "stay"),
        "years": list(raw.get("years", EVERY)),
    }
    if "event" in raw:
        amount = int(raw.get("amount", 0))
        fields |= {
            "base": EVENT,
            "event": raw["event"],
            "amount": abs(amount),
            "step": raw.get("step", "days"),
            "direction": AFTER if amount > 0 else BEFORE,
            "shift": str(raw.get("shift", 0)),
            "amount_rule": raw.get("amount_rule", ""),
        }
    elif "easter" in raw:
        offset = int(raw["easter"])
        fields |= {"base": EASTER, "easter_days": abs(offset), "easter_direction": BEFORE if offset < 0 else AFTER}
    elif "nth" in raw:
        fields |= {
            "base": NTH,
            "nth": str(raw["nth"]),
            "weekday": str(raw["weekday"]),
            "nth_month": str(raw["month"]),
        }
    else:
        fields |= {"base": FIXED, "day": int(raw["day"]), "month": str(raw["month"])}
    return fields


def rule_of(fields: Mapping[str, Any], *, source: str = "") -> dict[str, Any]:
    """Return the rule that the fields say, as it is stored.

    :param source: where it stands that it falls on this day; empty where a deadline of the rule set has its own
    :raises ValueError: a field that this kind of rule needs is empty
    """
    raw = _base_of(fields)
    if fields.get("at"):
        raw["at"] = str(fields["at"])
    if (fields.get("days") or 1) != 1:
        raw["days"] = int(fields["days"])
    if fields.get("roll", "stay") != "stay":
        raw["roll"] = str(fields["roll"])
    years = [year for year in EVERY if year in (fields.get("years") or ())]
    if years and len(years) < len(EVERY):
        raw["years"] = years
    if source and "amount_rule" not in raw:
        raw["source"] = source
    return raw


def _base_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    base = fields["base"]
    if base == FIXED:
        return {"month": _whole(fields, "month"), "day": _whole(fields, "day")}
    if base == NTH:
        return {
            "nth": _whole(fields, "nth"),
            "weekday": _whole(fields, "weekday"),
            "month": _whole(fields, "nth_month"),
        }
    if base == EASTER:
        offset = _whole(fields, "easter_days")
        return {"easter": -offset if fields.get("easter_direction") == BEFORE else offset}
    event = str(fields.get("event") or "")
    if base != EVENT or not event:
        raise ValueError("event")
    raw: dict[str, Any] = {"event": event}
    if fields.get("amount_rule"):
        raw["amount_rule"] = str(fields["amount_rule"])
    else:
        amount = int(fields.get("amount") or 0)
        raw |= {"amount": amount if fields.get("direction") == AFTER else -amount, "step": fields.get("step") or "days"}
    shift = int(fields.get("shift") or 0)
    return raw | ({"shift": shift} if shift else {})


def _whole(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if value is None or value == "":
        raise ValueError(name)
    return int(value)
