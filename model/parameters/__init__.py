"""Behavioural parameters of the market by subject, each with meaning, unit, source and allowed range."""

from model.parameters.clouds import CloudRules
from model.parameters.compute import Learning, Use
from model.parameters.startups import Choice, Climate, Startups, Ties
from model.parameters.supply import Channel, FoundryRules, ProgrammeRules, VendorRules

__all__ = [
    "Channel",
    "Choice",
    "Climate",
    "CloudRules",
    "FoundryRules",
    "Learning",
    "ProgrammeRules",
    "Startups",
    "Ties",
    "Use",
    "VendorRules",
]
