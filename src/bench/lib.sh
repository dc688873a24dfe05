# shellcheck shell=bash
# Sourced by run.sh, compare.sh and growth.sh: a PostgreSQL of their own, the service on it, and data to measure with.
# What is started here is stopped when the script ends, however it ends.

JAVA_HOME=${JAVA_HOME:?must name a JDK 25}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
JAR=${JAR:-$(find "$here/../../target" -maxdepth 1 -name 'hilt-review-*.jar' ! -name '*-slim.jar' | head -n 1)}
PG_BIN=${PG_BIN:-$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)}
PG_PORT=${PG_PORT:-54490}
APP_PORT=${APP_PORT:-3490}
export SINK_PORT=${SINK_PORT:-9490}
export OUT_DIR=${OUT_DIR:-/tmp/hilt-bench/$(date +%Y%m%d-%H%M%S)}
export DURATION_S=${DURATION_S:-10} WARMUP_S=${WARMUP_S:-10} CONNECTIONS=${CONNECTIONS:-32}
export LIST_QUERY=${LIST_QUERY:-status=PENDING&limit=50}
TASKS=${TASKS:-100000}
EVENTS=${EVENTS:-20000}

work=$(mktemp -d "${WORK_DIR:-/tmp}/hilt-bench-run.XXXXXX")
chmod 755 "$work"
mkdir -p "$OUT_DIR" "$work/data" "$work/socket"
server_pid=

say() { printf '%s\n' "$*" >&2; }

# ---- PostgreSQL

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
psql_bench() { # DATABASE [psql's arguments]
  local database=$1
  shift
  "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U bench -d "$database" "$@"
}
database_url() { printf 'postgres://bench@127.0.0.1:%s/%s' "$PG_PORT" "$1"; }

start_postgres() {
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
full_page_writes = on
max_wal_size = 4GB
checkpoint_timeout = 15min
CONF
  as_postgres "$PG_BIN/pg_ctl" -D "$work/pg" -w -l "$work/pg.log" start >/dev/null
  PG_PID=$(head -n 1 "$work/pg/postmaster.pid")
  export PG_PID
}
create_database() { # NAME [TEMPLATE]
  if [ $# = 1 ]; then
    psql_bench postgres -c "create database $1"
  else
    psql_bench postgres -c "create database $1 template $2 strategy file_copy" -c checkpoint
  fi
}
drop_database() { psql_bench postgres -c "set client_min_messages = warning" -c "drop database if exists $1 with (force)"; }

# ---- What is measured

stop_server() {
  if [ -z "$server_pid" ]; then return; fi
  kill -TERM "$server_pid" 2>/dev/null || true
  # One that takes its time to stop is not worth waiting for: its data is thrown away.
  for _ in $(seq 80); do
    if ! kill -0 "$server_pid" 2>/dev/null; then break; fi
    sleep 0.1
  done
  kill -KILL "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  server_pid=
}

clean_up() {
  stop_server
  if [ -f "$work/pg/postmaster.pid" ]; then
    as_postgres "$PG_BIN/pg_ctl" -D "$work/pg" -m fast -w stop >/dev/null || true
  fi
  if [ "${KEEP_DB:-0}" = 1 ]; then say "The database is kept in $work/pg"; else rm -rf "$work"; fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

wait_for() { # URL
  for _ in $(seq 600); do
    if curl -fs -o /dev/null "$1" 2>/dev/null; then return; fi
    if ! kill -0 "$server_pid" 2>/dev/null; then
      tail -n 20 "$OUT_DIR/server.log" >&2
      return 1
    fi
    sleep 0.1
  done
  say "No answer from $1 within a minute"
  return 1
}

launch_service() { # DATABASE: starts it, and does not wait for it
  # shellcheck disable=SC2086
  HILT_ENV=development HILT_DATA_DIR=$work/data PORT=$APP_PORT HOST=127.0.0.1 RATE_LIMIT_PER_MINUTE=${RATE_LIMIT_PER_MINUTE:-0} \
    ADMIN_EMAILS=bench@example.com DATABASE_URL=$(database_url "$1") \
    "$JAVA_HOME/bin/java" ${JVM_FLAGS:-} -jar "$JAR" >>"$OUT_DIR/server.log" 2>&1 &
  server_pid=$!
  export SERVER_PID=$server_pid
}
start_service() { # DATABASE
  launch_service "$1"
  wait_for "http://127.0.0.1:$APP_PORT/health"
}

# The directory of the libraries in the service's jar, which may be extracted already.
libraries() {
  local extracted
  extracted=$(dirname "$JAR")/lib
  if [ ! -d "$extracted" ]; then
    extracted=$work/app/lib
    if [ ! -d "$extracted" ]; then
      "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$JAR" extract --destination "$work/app" >&2
    fi
  fi
  printf '%s' "$extracted"
}

# ---- Its data

service_url=http://127.0.0.1:$APP_PORT/api/v1
load=("$JAVA_HOME/bin/java" -Xmx256m "$here/Load.java")

# The first string of that name in a JSON text.
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }
call() { # METHOD PATH BODY, as the reviewer
  curl --fail-with-body -sS -X "$1" -H 'Content-Type: application/json' -b "$SESSION_COOKIE_NAME=$SESSION_COOKIE_VALUE" \
    -d "$3" "$service_url$2"
}
new_key() { # SOURCE
  call POST /api-keys "{\"key_type\":\"source\",\"environment\":\"test\",\"source_id\":\"$1\"}" | field key
}
point_webhook() { # PORT: the receiver that decisions go to
  call PATCH "/sources/$SOURCE_ID" "{\"delivery\":{\"webhook\":{\"url\":\"http://127.0.0.1:$1/hook\"}}}" >/dev/null
}

# Signs in, makes a source and its key, decides forty tasks through the API, and copies them to TASKS. The service runs.
seed_service() { # DATABASE
  say "Forty decided tasks to copy"
  export BASE_URL=$service_url SESSION_COOKIE_NAME=hilt_session
  curl -fsS -o /dev/null -c "$work/cookies" -H 'Content-Type: application/json' \
    -d '{"email":"bench@example.com","name":"Bench"}' "$service_url/auth/dev-login"
  SESSION_COOKIE_VALUE=$(awk '$6 == "hilt_session" { print $7 }' "$work/cookies")
  export SESSION_COOKIE_VALUE
  local template
  template=$(call POST /sources '{"name":"templates","delivery":{"mode":"PULL_ONLY"}}' | field id)
  WEBHOOK_SECRET="whsec_$(head -c 32 /dev/urandom | base64 -w 0)"
  SOURCE_ID=$(call POST /sources "{\"name\":\"bench\",\"delivery\":{\"mode\":\"WEBHOOK_AND_PULL\",\"webhook\":{\
\"url\":\"http://127.0.0.1:$SINK_PORT/hook\",\"secret\":\"$WEBHOOK_SECRET\"}}}" | field id)
  export WEBHOOK_SECRET SOURCE_ID
  API_KEY=$(new_key "$template") "${load[@]}" templates
  API_KEY=$(new_key "$SOURCE_ID")
  export API_KEY

  say "Seed: $TASKS tasks, $EVENTS events"
  psql_bench "$1" -v source="$SOURCE_ID" -v template="$template" -v tasks="$TASKS" -v events="$EVENTS" -f "$here/seed.sql"
  psql_bench "$1" -c 'vacuum analyze' -c checkpoint
  export IDS_FILE=$work/ids.$1.txt
  psql_bench "$1" -At -c "select id from review_tasks where id = any (select md5('task ' || i)::uuid
    from generate_series(1, $TASKS) i order by random() limit 20000)" >"$IDS_FILE"
}

# Writes what seed_service has set as shell commands, for a later process on the same database.
settings() {
  declare -p BASE_URL SESSION_COOKIE_NAME SESSION_COOKIE_VALUE WEBHOOK_SECRET SOURCE_ID API_KEY IDS_FILE |
    sed 's/^declare -x /export /'
}

# ---- The floor

# CPU milliseconds of a process, its children that live, and those that have ended.
cpu_ms() { # PID
  cat /proc/[0-9]*/stat 2>/dev/null | sed 's/(.*)/-/' |
    awk -v pid="$1" '$1 == pid { sum += $14 + $15 + $16 + $17 } $4 == pid { sum += $14 + $15 } END { print sum * 10 }'
}

# The service's own statements by pgbench: what the database alone can do. Results as JSON in DIRECTORY.
pgbench_statements() { # DATABASE DIRECTORY STATEMENT...
  local database=$1 directory=$2 statement before output failures=0
  shift 2
  mkdir -p "$directory"
  for statement in "$@"; do
    say "pgbench: $statement"
    before=$(cpu_ms "$PG_PID")
    if output=$("$PG_BIN/pgbench" -n -M prepared -h 127.0.0.1 -p "$PG_PORT" -U bench -c "${PGBENCH_CONNECTIONS:-16}" -j 1 \
      -T "$DURATION_S" -D tasks="$TASKS" -D source="$SOURCE_ID" -f "$here/pgbench/$statement.sql" "$database" 2>&1); then
      printf '%s\n' "$output" | awk -v scenario="$statement" -v before="$before" -v after="$(cpu_ms "$PG_PID")" '
        /actually processed/ { n = $NF }
        /^latency average/ { latency = $4 }
        /^tps/ { printf "{\"scenario\": \"%s\", \"requests_per_s\": %.1f, \"mean_ms\": %s, \"postgres_cpu_ms_per_request\": %.3f}\n",
          scenario, $3, latency, (after - before) / n }' >"$directory/$statement.json"
      cat "$directory/$statement.json"
    else
      say "$output"
      failures=1
    fi
  done
  return $failures
}
