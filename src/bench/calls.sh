#!/usr/bin/env bash
# Measures the webhook client alone, with no database. See README.md.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
JAVA_HOME=${JAVA_HOME:?must name a JDK 25}
JAR=${JAR:-$(find "$here/../../target" -maxdepth 1 -name "hilt-review-*.jar" ! -name "*-slim.jar" | head -n 1)}
SINK_PORT=${SINK_PORT:-9490}

work=$(mktemp -d /tmp/hilt-calls.XXXXXX)
receiver=
clean_up() {
  if [ -n "$receiver" ]; then kill "$receiver" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

"$JAVA_HOME/bin/java" -Djarmode=tools -jar "$JAR" extract --destination "$work/app"
classpath="$work/bench:$work/app/$(basename "$JAR"):$work/app/lib/*"
"$JAVA_HOME/bin/javac" -proc:none -cp "$classpath" -d "$work/bench" "$here/WebhookCalls.java"
run=("$JAVA_HOME/bin/java" -Xmx512m -Dlogging.level.root=warn -cp "$classpath" com.hiltreview.webhook.WebhookCalls)
"${run[@]}" receive "$SINK_PORT" &
receiver=$!
sleep 1
for client in ${CLIENTS:-service jdk}; do
  for in_flight in ${IN_FLIGHT:-64 256}; do
    "${run[@]}" "$client" "$SINK_PORT" "$in_flight" "${DURATION_S:-8}" "${BODY_BYTES:-4096}"
  done
done
