#!/usr/bin/env bash
# The Java client against the real service, with Debian's jars.
. "$(dirname "$0")/lib.sh"
leave_out java
install_debian openjdk-17-jdk-headless libgrpc-java libprotobuf-java libnetty-java libnetty-tcnative-java libnetty-tcnative-jni libperfmark-java libguava-java \
  libgeronimo-annotation-1.3-spec-java protobuf-compiler protobuf-compiler-grpc-java-plugin junit5 libgoogle-gson-java clang-format
cd clients/java
find src -name '*.java' -print0 | xargs -0 clang-format --dry-run -Werror
./build.sh
classpath=$(./build.sh classpath):/usr/share/java/protobuf-util.jar:/usr/share/java/gson.jar
for jar in junit-jupiter-api junit-jupiter-engine junit-jupiter-params junit-platform-commons junit-platform-console \
  junit-platform-engine junit-platform-launcher junit-platform-reporting opentest4j opentest4j-reporting-events \
  opentest4j-reporting-schema apiguardian-api picocli univocity-parsers; do
  classpath+=:/usr/share/java/$jar.jar
done
rm -rf build/tests
mkdir -p build/tests
find src/test -name '*.java' >build/tests.txt
javac -Xlint:all,-processing,-path,-classfile -Werror -d build/tests -cp "$classpath" @build/tests.txt
status=0
log=$artifacts/test-java.log
with_service java -Djava.library.path=build/native -cp "build/tests:$classpath" org.junit.platform.console.ConsoleLauncher --disable-banner \
  --scan-classpath build/tests 2>&1 | tee "$log" || status=$?
passed=$(awk '/tests successful/ { print $2 }' "$log")
failed=$(awk '/tests failed/ { print $2 }' "$log")
survive java -cp "$classpath" solvergrpc.samples.Execute
finish "${passed:-0}" "${failed:-1}"
