"""Strategies of a reseller."""
