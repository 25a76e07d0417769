"""The composition root: settings → engines → features → HTTP app. One file an area; the only package that knows everything."""

from lumetra.compose.app import create_app

__all__ = ["create_app"]
