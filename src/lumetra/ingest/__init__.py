"""The way of an event: intake → log → decode → enrich → fold → write → announce. Nothing is acknowledged before it is durable."""
