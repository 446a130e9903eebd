"""What rooms above ask for beside what is their own: parts of SQL that they put into one query, with its values."""

# The rules that a unit has itself, of each version begun by the day; ``rules_of_rows`` reads them.
RULE_ROWS = """
    SELECT version.valid_from, version.version, rule.key, rule.value, rule.source
    FROM organisation_ruleset AS version LEFT JOIN organisation_rule AS rule ON rule.rule_set_id = version.id
    WHERE version.unit_id = %(unit)s AND version.valid_from <= %(on)s
"""
# The days that are set in some years, of some units or, where ``units`` is null, of all.
SET_DAYS = """
    SELECT anchor.unit_id, anchor.kind, anchor.year, anchor.day, anchor.is_confirmed FROM organisation_anchor AS anchor
    WHERE anchor.year = ANY(%(years)s) AND (%(units)s::bigint[] IS NULL OR anchor.unit_id = ANY(%(units)s))
"""
