"""What one observation costs: its provider, its tokens where nobody counted them, and its price by the book."""
