"""Running code of users: Python without network, files, or an end of patience."""

from lumetra.engines.sandbox.sandbox import CodeFailure, CodeResult, Sandbox, SandboxLimits

__all__ = ["CodeFailure", "CodeResult", "Sandbox", "SandboxLimits"]
