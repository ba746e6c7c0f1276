"""What a scenario adds to the tables of the data files, and what it takes out of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.inputs.problems import InputProblem, unknown_name

type Row = dict[str, Any]
type Tables = Mapping[str, Sequence[Row]]

CAST_TABLES = {
    "foundry": "foundry",
    "vendor": "vendor",
    "cloud": "cloud",
    "reseller": "reseller",
    "grey_trader": "grey_trader",
    "programme": "programme",
    "startup_type": "type",
    "startup": "named",
}
"""Tables of firms and start-ups as a scenario names them, and as the data files do."""
CATALOGUE_TABLES = ("chip", "node", "region", "packaging")
ENTRY_TABLES = (*CAST_TABLES, *CATALOGUE_TABLES, "tie")
UNNAMED = ("packaging", "tie")
SOURCE = "scenario"


def take_entries(content: dict[str, Any], where: str) -> dict[str, list[Row]]:
    """Take lists of added rows out of a scenario's content: ``[[cloud]]``, or ``[[added.cloud]]``.

    The long form serves a file that also sets behavioural parameters of the same name (``[cloud]``).

    Raises:
        InputProblem: for a table that takes no rows, and for what is no list of rows.
    """
    given: Any = content.pop("added", {})
    added = dict(given) if isinstance(given, dict) else {"added": given}
    for table in ENTRY_TABLES:
        if isinstance(content.get(table), list):
            added[table] = [*added.get(table, ()), *content.pop(table)]
    for table, rows in added.items():
        if table not in ENTRY_TABLES:
            raise unknown_name("table", table, f"{where}, added", ENTRY_TABLES)
        for row in rows if isinstance(rows, (list, tuple)) else [None]:
            if not isinstance(row, dict) or ("name" not in row and table not in UNNAMED):
                raise InputProblem(
                    what="an added row needs a name",
                    where=f"{where}, {table}",
                    allowed=f'[[{table}]] with name = "…" and fields as in the data files, or like = "…"',
                )
    return {table: list(rows) for table, rows in added.items()}


def take_out(names: Iterable[str], content: dict[str, Any], known: Tables, where: str) -> None:
    """Take policies and entries of the tables out of a scenario's content, by name.

    Raises:
        InputProblem: for a name that nothing has, or that two things have.
    """
    policies, added = content.get("policies", {}), content.get("added", {})
    removed = list(content.get("remove", ()))
    for name in names:
        homes = ["policies"] * (name in policies)
        homes += [table for table, rows in added.items() if name in names_of(rows)]
        homes += [table for table, rows in known.items() if name in names_of(rows) and name not in removed]
        if not homes:
            here = [
                *policies,
                *(entry for rows in (*added.values(), *known.values()) for entry in names_of(rows)),
            ]
            raise unknown_name(
                "name to remove", name, where, [entry for entry in here if entry not in removed]
            )
        if len(homes) > 1:
            raise InputProblem(
                what=f"{name!r} is the name of several things to remove",
                where=where,
                allowed=f"a name of one thing, not of entries in {' and '.join(homes)}",
            )
        if homes == ["policies"]:
            del policies[name]
        elif homes[0] in added:
            added[homes[0]] = [row for row in added[homes[0]] if row.get("name") != name]
            ties = [row for row in added.get("tie", ()) if name not in (row.get("from"), row.get("to"))]
            added["tie"] = ties
        else:
            removed.append(name)
    if removed:
        content["remove"] = removed


def names_of(rows: Iterable[Row]) -> list[str]:
    """Names of the rows that have one."""
    return [row["name"] for row in rows if "name" in row]


def revised(rows: Sequence[Row], added: Sequence[Row], removed: Sequence[str], where: str) -> list[Row]:
    """A table's rows without the removed and with the added ones; ``like`` fills in what a row leaves open.

    Raises:
        InputProblem: for a name that is there already, and for a ``like`` that is nowhere.
    """
    known = {row["name"]: row for row in rows if "name" in row}
    kept = [row for row in rows if row.get("name") not in removed]
    taken = set(names_of(kept))
    for row in added:
        name, like = row.get("name"), row.get("like")
        at = f"{where}, {name}" if name else where
        if name in taken:
            raise InputProblem(
                what=f"{name!r} is there already",
                where=at,
                allowed="a new name",
                fix=f'remove = ["{name}"] beside it, or change the values of the one there is',
            )
        if like is not None and like not in known:
            raise unknown_name("row to be like", str(like), at, known)
        own = {key: value for key, value in row.items() if key != "like"}
        full = {**(known[like] if like else {}), "source": SOURCE, **own}
        kept.append(full)
        if name:
            known[name] = full
            taken.add(name)
    return kept


def ties_with(
    ties: Sequence[Row], added: Mapping[str, Sequence[Row]], removed: Sequence[str], where: str
) -> list[Row]:
    """Opening ties without those of removed parties, with the added, and for a ``like`` those of its model.

    A row has ``first``, ``second``, ``kind``, ``strength`` and ``source``.
    """
    likes = {
        row["name"]: row["like"] for table in CAST_TABLES for row in added.get(table, ()) if "like" in row
    }
    given = [_tie(row, where) for row in added.get("tie", ())]
    pairs = {(row["first"], row["second"]) for row in given}
    copies = [
        {**row, side: name, "source": f"{SOURCE}, like {like}"}
        for name, like in likes.items()
        for row in ties
        for side, other in (("first", "second"), ("second", "first"))
        if row[side] == like and row[other] not in removed
    ]
    stay = [row for row in ties if row["first"] not in removed and row["second"] not in removed]
    return [*(row for row in (*stay, *copies) if (row["first"], row["second"]) not in pairs), *given]


def _tie(row: Row, where: str) -> Row:
    if "from" not in row or "to" not in row:
        raise InputProblem(
            what="a tie joins two parties",
            where=f"{where}, tie",
            allowed='[[tie]] with from = "…", to = "…", strength = …',
        )
    rest = {key: value for key, value in row.items() if key not in ("from", "to")}
    return {"kind": "supplies", "source": SOURCE, "first": row["from"], "second": row["to"], **rest}
