"""Media that SDKs upload beside their traces: presigned upload, download, and the links to what they belong to."""
