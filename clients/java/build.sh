#!/usr/bin/env bash
# Makes build/solvergrpc.jar with Debian's jars; `build.sh classpath` only says what it needs to run.
set -euo pipefail
cd "$(dirname "$0")"

classpath=$PWD/build/solvergrpc.jar
for jar in protobuf grpc-api grpc-context grpc-core grpc-protobuf grpc-protobuf-lite grpc-stub grpc-netty netty-buffer \
  netty-codec netty-codec-http netty-codec-http2 netty-codec-socks netty-common netty-handler netty-handler-proxy \
  netty-resolver netty-transport netty-tcnative perfmark-api perfmark-impl guava geronimo-annotation-1.3-spec; do
  [ -e "/usr/share/java/$jar.jar" ] || { echo "$jar.jar is missing, see README.md" >&2; exit 1; }
  classpath+=:/usr/share/java/$jar.jar
done
if [ "${1:-}" = classpath ]; then
  echo "$classpath"
  exit
fi
./generate.sh
rm -rf build/classes
mkdir -p build/classes
find build/generated -name '*.java' >build/generated.txt
find src/main -name '*.java' >build/main.txt
javac -nowarn -d build/classes -cp "$classpath" @build/generated.txt 2>&1 | grep -v '^Note: ' || true
javac -Xlint:all,-processing,-path,-classfile -Werror -d build/classes -cp "build/classes:$classpath" @build/main.txt
# Netty looks for OpenSSL, for TLS, by a name that is not Debian's: run with -Djava.library.path=build/native
mkdir -p build/native
cp -L /usr/lib/*/jni/libnetty-tcnative.so build/native/libnetty_tcnative.so
jar --create --file build/solvergrpc.jar -C build/classes .
