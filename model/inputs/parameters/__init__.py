"""Behavioural parameters of the market by subject, each with meaning, unit, source and allowed range."""

from collections.abc import Mapping

from model.inputs.parameter import Section
from model.inputs.parameters.channel import Channel, Miners
from model.inputs.parameters.clouds import CloudRules
from model.inputs.parameters.compute import Learning, Use
from model.inputs.parameters.startups import Choice, Climate, Startups, Ties
from model.inputs.parameters.supply import FoundryRules, ProgrammeRules, VendorRules
from model.inputs.parameters.users import Users

SECTIONS: Mapping[str, type[Section]] = {
    "startups": Startups,
    "choice": Choice,
    "network": Ties,
    "channel": Channel,
    "miners": Miners,
    "vendor": VendorRules,
    "foundry": FoundryRules,
    "cloud": CloudRules,
    "programme": ProgrammeRules,
    "learning": Learning,
    "use": Use,
    "climate": Climate,
    "users": Users,
}
"""What a scenario calls each group of parameters."""

__all__ = [
    "SECTIONS",
    "Channel",
    "Choice",
    "Climate",
    "CloudRules",
    "FoundryRules",
    "Learning",
    "Miners",
    "ProgrammeRules",
    "Startups",
    "Ties",
    "Use",
    "Users",
    "VendorRules",
]
