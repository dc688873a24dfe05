#!/usr/bin/env bash
# Measures the service on a PostgreSQL of its own, seeded with 100,000 tasks. See README.md.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
JAVA_HOME=${JAVA_HOME:?must name a JDK 25}
JAR=${JAR:-$(ls "$here"/../../target/hilt-review-*.jar | head -n 1)}
PG_BIN=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
PG_PORT=${PG_PORT:-54490}
APP_PORT=${APP_PORT:-3490}
export SINK_PORT=${SINK_PORT:-9490}
export OUT_DIR=${OUT_DIR:-/tmp/hilt-bench/$(date +%Y%m%d-%H%M%S)}
export LABEL=${LABEL:-hilt-review}
export DURATION_S=${DURATION_S:-10} WARMUP_S=${WARMUP_S:-10} CONNECTIONS=${CONNECTIONS:-32}
export LIST_QUERY=${LIST_QUERY:-status=PENDING&limit=50}
TASKS=${TASKS:-100000}
EVENTS=${EVENTS:-20000}
if [ -n "${HARNESS_DIR:-}" ]; then
  SCENARIOS=${SCENARIOS:-preflight list_summary get poll create review deliver_live deliver_latency}
else
  SCENARIOS=${SCENARIOS:-list get poll create review deliver latency}
fi

work=$(mktemp -d /tmp/hilt-bench-run.XXXXXX)
chmod 755 "$work"
mkdir -p "$OUT_DIR" "$work/data" "$work/socket"
app_pid=

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
say() { printf '%s\n' "$*" >&2; }
psql_bench() { "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U bench -d bench "$@"; }

stop_app() {
  if [ -n "$app_pid" ]; then
    kill -TERM "$app_pid" 2>/dev/null || true
    wait "$app_pid" 2>/dev/null || true
    app_pid=
  fi
}

clean_up() {
  stop_app
  if [ -f "$work/pg/postmaster.pid" ]; then
    as_postgres "$PG_BIN/pg_ctl" -D "$work/pg" -m fast -w stop >/dev/null || true
  fi
  if [ "${KEEP_DB:-0}" = 1 ]; then say "The database is kept in $work/pg"; else rm -rf "$work"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

start_app() {
  # shellcheck disable=SC2086
  HILT_ENV=development HILT_DATA_DIR=$work/data PORT=$APP_PORT HOST=127.0.0.1 RATE_LIMIT_PER_MINUTE=${RATE_LIMIT_PER_MINUTE:-0} \
    ADMIN_EMAILS=bench@example.com DATABASE_URL="postgres://bench@127.0.0.1:$PG_PORT/bench" \
    "$JAVA_HOME/bin/java" ${JVM_FLAGS:-} -jar "$JAR" >>"$OUT_DIR/service.log" 2>&1 &
  app_pid=$!
  for _ in $(seq 600); do
    if curl -fs -o /dev/null "http://127.0.0.1:$APP_PORT/health" 2>/dev/null; then return; fi
    if ! kill -0 "$app_pid" 2>/dev/null; then
      tail -n 20 "$OUT_DIR/service.log" >&2
      exit 1
    fi
    sleep 0.1
  done
  say "The service did not answer within a minute"
  exit 1
}

# The first string of that name in a JSON text.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }
post() { # PATH BODY [curl's further arguments]
  local path=$1 body=$2
  shift 2
  curl --fail-with-body -sS -H 'Content-Type: application/json' -d "$body" "$@" "http://127.0.0.1:$APP_PORT/api/v1$path"
}
new_key() { # SOURCE
  post /api-keys "{\"key_type\":\"source\",\"environment\":\"test\",\"source_id\":\"$1\"}" -b "$work/cookies" | field key
}

say "PostgreSQL on port $PG_PORT, from $PG_BIN"
if [ "$(id -u)" = 0 ]; then chown postgres "$work" "$work/socket"; fi
as_postgres "$PG_BIN/initdb" -D "$work/pg" -U bench -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_postgres tee -a "$work/pg/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $PG_PORT
unix_socket_directories = '$work/socket'
shared_buffers = 512MB
fsync = on
synchronous_commit = on
max_wal_size = 4GB
checkpoint_timeout = 15min
CONF
as_postgres "$PG_BIN/pg_ctl" -D "$work/pg" -w -l "$work/pg.log" start >/dev/null
PG_PID=$(head -n 1 "$work/pg/postmaster.pid")
export PG_PID
as_postgres "$PG_BIN/createdb" -h 127.0.0.1 -p "$PG_PORT" -U bench bench

say "Schema, and forty decided tasks to copy"
export BASE_URL="http://127.0.0.1:$APP_PORT/api/v1"
start_app
curl -fsS -o /dev/null -c "$work/cookies" -H 'Content-Type: application/json' \
  -d '{"email":"bench@example.com","name":"Bench"}' "http://127.0.0.1:$APP_PORT/api/v1/auth/dev-login"
export SESSION_COOKIE_NAME=hilt_session
SESSION_COOKIE_VALUE=$(awk '$6 == "hilt_session" { print $7 }' "$work/cookies")
export SESSION_COOKIE_VALUE
template=$(post /sources '{"name":"templates","delivery":{"mode":"PULL_ONLY"}}' -b "$work/cookies" | field id)
WEBHOOK_SECRET="whsec_$(head -c 32 /dev/urandom | base64 -w 0)"
export WEBHOOK_SECRET
SOURCE_ID=$(post /sources "{\"name\":\"bench\",\"delivery\":{\"mode\":\"WEBHOOK_AND_PULL\",\"webhook\":{\
\"url\":\"http://127.0.0.1:$SINK_PORT/hook\",\"secret\":\"$WEBHOOK_SECRET\"}}}" -b "$work/cookies" | field id)
export SOURCE_ID
load=("$JAVA_HOME/bin/java" -Xmx256m "$here/Load.java")
API_KEY=$(new_key "$template")
export API_KEY
"${load[@]}" templates
API_KEY=$(new_key "$SOURCE_ID")

say "Seed: $TASKS tasks, $EVENTS events"
psql_bench -v source="$SOURCE_ID" -v template="$template" -v tasks="$TASKS" -v events="$EVENTS" -f "$here/seed.sql"
psql_bench -c 'vacuum analyze'
psql_bench -At -c "select id from review_tasks where id = any (select md5('task ' || i)::uuid
  from generate_series(1, $TASKS) i) order by random() limit 20000" >"$work/ids.txt"
export IDS_FILE=$work/ids.txt

export SERVER_PID=$app_pid
# What a delivered backlog is put back with, between two runs of it.
export FAIL_AGAIN_CMD="$PG_BIN/psql -X -q -h 127.0.0.1 -p $PG_PORT -U bench -d bench \
  -c \"update decision_events e set delivery_status = 'FAILED', delivered_at = null from review_tasks t \
    where t.id = e.task_id and e.source_id = '$SOURCE_ID' and e.attempt_count > 1\" \
  -c \"update review_tasks t set status = 'APPROVED' from decision_events e \
    where t.id = e.task_id and t.source_id = '$SOURCE_ID' and e.delivery_status = 'FAILED'\" \
  -c vacuum -c checkpoint"
export ARCHIVE_CMD="$PG_BIN/psql -X -q -h 127.0.0.1 -p $PG_PORT -U bench -d bench \
  -c \"update scheduled_tasks set execution_time = now() where task_name = 'archive' and not picked\""
code=0
if [ -n "${HARNESS_DIR:-}" ]; then
  # shellcheck disable=SC2086
  node "$HARNESS_DIR/run.mjs" $SCENARIOS >"$OUT_DIR/harness.log" || code=$?
else
  export BENCH_DIR=$here
  # shellcheck disable=SC2086
  "${load[@]}" $SCENARIOS || code=$?
fi

if [ "${PGBENCH:-0}" = 1 ]; then
  for statement in get list create; do
    say "pgbench: $statement"
    "$PG_BIN/pgbench" -n -M prepared -h 127.0.0.1 -p "$PG_PORT" -U bench -c 16 -j 1 -T "$DURATION_S" \
      -D tasks="$TASKS" -D source="$SOURCE_ID" -f "$here/pgbench/$statement.sql" bench |
      grep -E '^(latency average|tps)' || code=1
  done
fi

if [ "${NO_OPS:-0}" != 0 ]; then
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$JAR" extract --destination "$work/app"
  "$JAVA_HOME/bin/java" -Xmx256m -Dlogging.level.root=warn -cp "$work/app/lib/*" "$here/SchedulerNoOps.java" \
    "jdbc:postgresql://127.0.0.1:$PG_PORT/bench?user=bench" "$NO_OPS" 4 2>/dev/null | grep no-op || code=1
fi
"${load[@]}" table
exit $code
