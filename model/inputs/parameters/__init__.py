"""Behavioural parameters of the market by subject, each with meaning, unit, source and allowed range."""

from model.inputs.parameters.clouds import CloudRules
from model.inputs.parameters.compute import Learning, Use
from model.inputs.parameters.startups import Choice, Climate, Startups, Ties
from model.inputs.parameters.supply import Channel, FoundryRules, Miners, ProgrammeRules, VendorRules
from model.inputs.parameters.users import Users

__all__ = [
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
