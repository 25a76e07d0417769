"""Public links: a trace or a session that anybody with its address may read, while it is shared."""
