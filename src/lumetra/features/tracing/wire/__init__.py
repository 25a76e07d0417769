"""The reads of `/api/public`, as the SDKs know them."""
