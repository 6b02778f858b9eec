"""Tests of the client against the real service."""

import os

# the tests fork to start services, and what gRPC does before a fork can wait for ever; what is forked runs another program at once
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
