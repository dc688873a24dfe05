#!/usr/bin/env bash
# How the cost of a request grows with the tasks in the database and with the connections, and what thousands of open requests cost.
# See README.md.
set -euo pipefail
SIZES=${SIZES:-10000 100000 1000000 5000000}
ROUNDS=${ROUNDS:-3}
CONNECTION_ROUNDS=${CONNECTION_ROUNDS:-$ROUNDS}
CONNECTION_COUNTS=${CONNECTION_COUNTS-1 4 16 32 64 128 256}
CONNECTIONS_AT=${CONNECTIONS_AT:-100000}
BLOCKS_OF=${BLOCKS_OF:-1000}
WAITS=${WAITS-10000}
STREAMS=${STREAMS-1000}
SCENARIOS=${SCENARIOS:-list get poll create review}
JVM_FLAGS=${JVM_FLAGS:--Xmx512m}
# Something that each measurement, but not the seeding, is started with: for example a command that waits for a quiet machine.
MEASURE_WITH=${MEASURE_WITH:-}
export DURATION_S=${DURATION_S:-6} WARMUP_S=${WARMUP_S:-2} REVIEW_TASKS=${REVIEW_TASKS:-2000}
# shellcheck source=src/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
export BENCH_DIR=$here
results=$OUT_DIR

seed() { # TASKS
  TASKS=$1 EVENTS=$(($1 / 5))
  local database=tasks_$1 start=$SECONDS
  create_database "$database"
  start_service "$database"
  seed_service "$database"
  settings >"$work/$1.env"
  psql_bench "$database" -At -c "select id from review_tasks where status = 'PENDING' and source_id = '$SOURCE_ID'
    order by created_at limit 20000" >"$work/pending.$1.txt"
  stop_server
  mkdir -p "$results/seed"
  printf '{"tasks": %s, "seconds": %s, "bytes": %s}\n' "$1" $((SECONDS - start)) \
    "$(psql_bench "$database" -At -c "select pg_database_size('$database')")" | tee "$results/seed/$1.json" >&2
}

serve() { # TASKS [FURTHER FLAGS OF THE JVM]: starts the service on that database
  # shellcheck disable=SC1090
  . "$work/$1.env"
  JVM_FLAGS=${2:-$JVM_FLAGS} start_service "tasks_$1"
}

run_load() { # DIRECTORY SCENARIO...: if one fails, all of them are repeated once, with another port for the receiver
  local directory=$1
  shift
  mkdir -p "$directory"
  for _ in 1 2; do
    SINK_PORT=$((SINK_PORT + 1))
    export SINK_PORT
    point_webhook "$SINK_PORT"
    # shellcheck disable=SC2086
    if OUT_DIR=$directory $MEASURE_WITH "${load[@]}" "$@"; then return; fi
    say "    $* failed"
  done
}
warm_up() {
  # shellcheck disable=SC2086
  DURATION_S=${WARM_UP_EACH_S:-4} WARMUP_S=0 REVIEW_TASKS=1500 run_load "$work/warm-up" $SCENARIOS
}

by_tasks() {
  local round size
  for round in $(seq "$ROUNDS"); do
    for size in $SIZES; do
      say "Round $round of $ROUNDS: $size tasks, $(date +%T)"
      serve "$size"
      warm_up
      # shellcheck disable=SC2086
      run_load "$results/tasks/$size/round-$round" $SCENARIOS
      stop_server
    done
  done
}

# What PostgreSQL touches for a request: blocks from its cache or from disk, and rows. These figures depend on no machine.
by_blocks() {
  local size statement counters='select blks_hit + blks_read, tup_returned from pg_stat_database where datname = current_database()'
  mkdir -p "$results/blocks"
  for size in $SIZES; do
    # shellcheck disable=SC1090
    . "$work/$size.env"
    : >"$results/blocks/$size.jsonl"
    for statement in get list poll create; do
      local before after
      before=$(psql_bench "tasks_$size" -At -c "$counters")
      "$PG_BIN/pgbench" -n -M prepared -h 127.0.0.1 -p "$PG_PORT" -U bench -c 1 -t "$BLOCKS_OF" -D tasks="$size" -D source="$SOURCE_ID" \
        -f "$here/pgbench/$statement.sql" "tasks_$size" >/dev/null 2>&1 || say "    $statement failed"
      sleep 1
      after=$(psql_bench "tasks_$size" -At -c "$counters")
      awk -F '|' -v scenario="$statement" -v n="$BLOCKS_OF" 'NR == 1 { blocks = $1; rows = $2 } NR == 2 {
        printf "{\"scenario\": \"%s\", \"blocks\": %.1f, \"rows\": %.1f}\n", scenario, ($1 - blocks) / n, ($2 - rows) / n }' \
        <<<"$before"$'\n'"$after" >>"$results/blocks/$size.jsonl"
    done
  done
}

by_connections() {
  local round connections
  serve "$CONNECTIONS_AT"
  warm_up
  for round in $(seq "$CONNECTION_ROUNDS"); do
    for connections in $CONNECTION_COUNTS; do
      say "Round $round of $CONNECTION_ROUNDS: $connections connections, $(date +%T)"
      # shellcheck disable=SC2086
      CONNECTIONS=$connections run_load "$results/connections/$connections/round-$round" $SCENARIOS
    done
  done
  stop_server
}

# The service lowers its limits to what the heap can hold if every open request were at its worst; so many need 6 GB, of which
# they use a small part. A small young generation keeps the resident memory near to what is used.
held() {
  local flags="-Xmx6200m -Xmn128m -XX:+UseSerialGC -Dserver.tomcat.max-connections=16000 \
-Dhilt.connections.per-address=14000 -Dhilt.connections.in-all=14000"
  local kind
  for kind in waits streams; do
    for scope in per-key per-address in-all; do flags+=" -Dhilt.open-requests.$kind.$scope=12000"; done
  done
  flags=${flags//streams.in-all=12000/streams.in-all=2000}
  mkdir -p "$results/held"
  export PENDING_FILE=$work/pending.$CONNECTIONS_AT.txt
  for kind in "waits $WAITS" "streams $STREAMS"; do
    if [ "${kind#* }" = '' ]; then continue; fi
    say "Open $kind, $(date +%T)"
    serve "$CONNECTIONS_AT" "$flags"
    warm_up
    call PATCH "/sources/$SOURCE_ID" '{"delivery":{"mode":"PULL_ONLY"}}' >/dev/null
    # shellcheck disable=SC2086
    OUT_DIR=$results/held $MEASURE_WITH "$JAVA_HOME/bin/java" -Xmx1g "$here/Held.java" $kind || say "    $kind failed"
    sed -i '1,200d' "$PENDING_FILE" # Some of them are decided now.
    stop_server
  done
}

start_postgres
for size in $SIZES; do seed "$size"; done
if [ "$BLOCKS_OF" -gt 0 ]; then by_blocks; fi
by_tasks
if [ -n "$CONNECTION_COUNTS" ]; then by_connections; fi
if [ -n "$WAITS$STREAMS" ]; then held; fi
node "$here/curves.mjs" "$results" "${IMAGES_DIR:-$results}" | tee "$results/growth.md"
say "Results: $results. The curves again: node src/bench/curves.mjs $results docs/images"
