"""Who calls: from a credential that came with a request to what its owner may do; and how credentials are kept."""
