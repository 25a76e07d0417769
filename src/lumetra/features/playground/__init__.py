"""The playground: columns of messages and models run side by side, kept on the server, named, shared and traced."""
