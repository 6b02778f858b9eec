"""``google.rpc`` messages: those of googleapis-common-protos where that is installed, else our own.

A process can register each .proto file only once, so the two must not both be loaded.
"""

try:
    from google.rpc import error_details_pb2, status_pb2
except ImportError:
    from solvergrpc._generated.google.rpc import error_details_pb2, status_pb2

__all__ = ["error_details_pb2", "status_pb2"]
