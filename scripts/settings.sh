# Runtime settings of the service, each measured (docs/benchmarks.md): source it before starting one.
# allocation budget between collections: fewer pauses in the tail; the value is hexadecimal, 64 MB
export DOTNET_GCgen0size=${DOTNET_GCgen0size:-4000000}
# completions of sockets run on the thread that saw them: one hop less
export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=${DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS:-1}
