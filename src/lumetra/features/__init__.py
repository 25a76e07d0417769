"""What people do, one folder a noun. Features never import each other; `compose` hands one feature's function to another."""
