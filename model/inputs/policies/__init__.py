"""Policies: one lever a file, one line here."""

from model.inputs.policies.base import Policy
from model.inputs.policies.carbon_tax import CarbonTax
from model.inputs.policies.channel_price_cap import ChannelPriceCap
from model.inputs.policies.compute_voucher import ComputeVoucher
from model.inputs.policies.crypto_wave import CryptoWave
from model.inputs.policies.demand_shock import DemandShock
from model.inputs.policies.domestic_subsidy import DomesticSubsidy
from model.inputs.policies.export_control import ExportControl
from model.inputs.policies.foundry_shock import FoundryShock
from model.inputs.policies.funding_path import FundingPath
from model.inputs.policies.funding_round import NamedRound
from model.inputs.policies.hoarding_ban import HoardingBan
from model.inputs.policies.interoperability import Interoperability
from model.inputs.policies.licence_quota import LicenceQuota
from model.inputs.policies.list_price_move import ListPriceMove
from model.inputs.policies.must_supply import MustSupply
from model.inputs.policies.packaging_path import PackagingPath
from model.inputs.policies.power_price import PowerPrice
from model.inputs.policies.release import Release
from model.inputs.policies.tariff import Tariff
from model.inputs.policies.vendor_cloud import VendorCloud
from model.inputs.policies.vendor_cloud_ban import VendorCloudBan

POLICIES: dict[str, type[Policy]] = {
    "carbon_tax": CarbonTax,
    "channel_price_cap": ChannelPriceCap,
    "compute_voucher": ComputeVoucher,
    "crypto_wave": CryptoWave,
    "domestic_subsidy": DomesticSubsidy,
    "hoarding_ban": HoardingBan,
    "interoperability": Interoperability,
    "licence_quota": LicenceQuota,
    "must_supply": MustSupply,
    "tariff": Tariff,
    "vendor_cloud_ban": VendorCloudBan,
    "demand_shock": DemandShock,
    "export_control": ExportControl,
    "foundry_shock": FoundryShock,
    "funding_path": FundingPath,
    "funding_round": NamedRound,
    "list_price_move": ListPriceMove,
    "packaging_path": PackagingPath,
    "power_price": PowerPrice,
    "release": Release,
    "vendor_cloud": VendorCloud,
}

__all__ = ["POLICIES", "Policy"]
