"""Requests to addresses that users give us (model providers, webhooks), kept out of private networks."""

from lumetra.engines.outbound.guard import AllowedHosts, OutboundRefused, check_address, guarded_client

__all__ = ["AllowedHosts", "OutboundRefused", "check_address", "guarded_client"]
