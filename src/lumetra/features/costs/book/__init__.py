"""The price book: built-in prices, the project's own models, rates and corrections, read and written."""
