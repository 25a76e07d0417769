"""Receipts: what became of each intake request, so that "where is my trace?" has an answer in the product."""
