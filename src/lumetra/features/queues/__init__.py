"""Annotation queues: what people should judge, one after the other, without two of them judging the same thing."""
