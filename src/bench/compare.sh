#!/usr/bin/env bash
# Measures this service and the reference in Node in turns, and writes a table. See README.md.
set -euo pipefail
PEER_DIR=$(cd "${PEER_DIR:?must name the directory of the reference, with harness/ and peer-fastify/}" && pwd)
ROUNDS=${ROUNDS:-5}
NODE_LAYOUTS=${NODE_LAYOUTS:-2}
SCENARIOS=${SCENARIOS:-start list_summary get poll create review deliver_live deliver_latency}
JVM_FLAGS=${JVM_FLAGS:--Xmx512m}
SCENARIO_LIMIT_S=${SCENARIO_LIMIT_S:-120}
PEER_PORT=${PEER_PORT:-3491}
# A turn is short, and there are several; so the harness repeats nothing by itself, and waits for a quiet machine only briefly.
export DURATION_S=${DURATION_S:-6} WARMUP_S=${WARMUP_S:-4}
export REVIEW_TASKS=${REVIEW_TASKS:-3000} DELIVER_N=${DELIVER_N:-2000} QUIET_WAIT_S=${QUIET_WAIT_S:-6} RETRIES=${RETRIES:-0}
# shellcheck source=src/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

harness=$PEER_DIR/harness/run.mjs
export HARNESS_DIR=$PEER_DIR/harness
export PEER_DIR JAR JVM_FLAGS ROUNDS TASKS EVENTS PG_BIN JAVA_HOME
results=$OUT_DIR
sink_port=$SINK_PORT

# ---- The two sides

seed_ours() {
  create_database ours_seed
  start_service ours_seed
  seed_service ours_seed
  settings >"$work/ours.env"
  stop_server
}
seed_node() {
  create_database node_seed
  (
    cd "$PEER_DIR/peer-fastify"
    DATABASE_URL=$(database_url node_seed)
    export DATABASE_URL TASKS EVENTS
    node scripts/migrate.js >&2
    WEBHOOK_URL=http://127.0.0.1:$SINK_PORT/hook SEED_OUT=$work/node.env IDS_OUT=$work/ids.node.txt node scripts/seed.js >&2
  )
  printf 'export BASE_URL=%s IDS_FILE=%s\n' "http://127.0.0.1:$PEER_PORT/api/v1" "$work/ids.node.txt" >>"$work/node.env"
  psql_bench node_seed -c checkpoint
}

launch() { # SERVER, that is ours or node-PROCESSES: on the database measured
  if [ "$1" = ours ]; then
    launch_service measured
    return
  fi
  pushd "$PEER_DIR/peer-fastify" >/dev/null
  NODE_ENV=production PORT=$PEER_PORT HOST=127.0.0.1 RATE_LIMIT=0 WEB_CONCURRENCY=${1#node-} \
    DATABASE_URL=$(database_url measured) node src/index.js >>"$OUT_DIR/server.log" 2>&1 &
  server_pid=$!
  export SERVER_PID=$server_pid
  popd >/dev/null
}
health_of() { if [ "$1" = ours ]; then echo "http://127.0.0.1:$APP_PORT/health"; else echo "http://127.0.0.1:$PEER_PORT/healthz"; fi; }

# Each scenario has a receiver on a port of its own, so that none finds its port still taken by the one before.
next_receiver() { # SERVER
  sink_port=$((sink_port + 1))
  export SINK_PORT=$sink_port
  if [ "$1" = ours ]; then
    point_webhook "$sink_port"
  else
    psql_bench measured -c "update sources set webhook_url = 'http://127.0.0.1:$sink_port/hook'"
  fi
}

# ---- A turn

fresh() { # SERVER: starts it on a copy of its seeded database
  stop_server
  drop_database measured
  create_database measured "${1%%-*}_seed"
  HEALTH_URL=$(health_of "$1")
  STARTED_MS=$(date +%s%3N)
  export HEALTH_URL STARTED_MS
  launch "$1"
}

failed() { # SERVER SCENARIO: a result like any other, which says so
  printf '{"server": "%s", "scenario": "%s", "failed": true}\n' "$1" "$2" >"$OUT_DIR/$2.json"
}

# One scenario. If it fails it is repeated once.
measure() { # SERVER SCENARIO
  local attempt
  for attempt in 1 2; do
    if try "$1" "$2" "$attempt" >>"$OUT_DIR/harness.log" 2>&1; then return; fi
    say "    $2 failed; see $OUT_DIR/harness.log"
    if [ -f "$OUT_DIR/$2.json" ]; then mv "$OUT_DIR/$2.json" "$OUT_DIR/$2.failure-$attempt.txt"; fi
  done
  failed "$1" "$2"
}
try() { # SERVER SCENARIO ATTEMPT
  if [ "$2" = start ]; then
    if [ "$3" != 1 ]; then fresh "$1"; fi
    timeout "$SCENARIO_LIMIT_S" node "$here/first.mjs"
  else
    next_receiver "$1" && timeout "$SCENARIO_LIMIT_S" node "$harness" "$2"
  fi
}

# First one of each request with its answer checked. Then creations and decisions, which are the longest way through the code, so
# that nothing is measured while it is still compiled.
warm_up() { # SERVER
  next_receiver "$1" || true
  OUT_DIR=$OUT_DIR/warm-up DURATION_S=${WARM_UP_EACH_S:-5} WARMUP_S=0 REVIEW_TASKS=2000 QUIET_WAIT_S=0 \
    timeout "$SCENARIO_LIMIT_S" node "$harness" preflight create review >>"$OUT_DIR/harness.log" 2>&1 ||
    say "    The checks or the warm-up failed; see $OUT_DIR/harness.log"
}

turn() { # ROUND SERVER
  local scenario
  say "Round $1 of $ROUNDS: $2, $(date +%T)"
  export OUT_DIR=$results/round-$1/$2 LABEL=$2
  mkdir -p "$OUT_DIR"
  # shellcheck disable=SC1090
  . "$work/${2%%-*}.env"
  fresh "$2"
  if [[ " $SCENARIOS " = *" start "* ]]; then measure "$2" start; fi
  if wait_for "$HEALTH_URL"; then
    warm_up "$2"
    for scenario in $SCENARIOS; do
      if [ "$scenario" != start ]; then measure "$2" "$scenario"; fi
    done
  else
    for scenario in $SCENARIOS; do failed "$2" "$scenario"; done
  fi
  stop_server
  drop_database measured
}

# ---- The floor: the same answers without a database, and the same statements without a server

record() { # NAME [curl's arguments]
  local name=$1
  shift
  curl --fail-with-body -sS -D "$work/recorded/$name.headers" -o "$work/recorded/$name.body" "$@"
}
floor() {
  say "Floor, $(date +%T)"
  export OUT_DIR=$results/floor LABEL=bare
  mkdir -p "$OUT_DIR" "$work/recorded"
  # shellcheck disable=SC1091
  . "$work/ours.env"
  fresh ours
  wait_for "$HEALTH_URL"
  local cookie=$SESSION_COOKIE_NAME=$SESSION_COOKIE_VALUE
  record list -b "$cookie" "$BASE_URL/review-tasks?$LIST_QUERY&view=summary"
  record get -b "$cookie" "$BASE_URL/review-tasks/$(head -n 1 "$IDS_FILE")"
  record poll -H "X-API-Key: $API_KEY" "$BASE_URL/sources/$SOURCE_ID/decision-events?limit=100"
  (cd "$HARNESS_DIR" && node -e 'import("./bodies.mjs").then(b => console.log(JSON.stringify(b.createBody(process.argv[1], 1))))' "$SOURCE_ID") \
    >"$work/recorded/body.json"
  record create -H "X-API-Key: $API_KEY" -H 'Content-Type: application/json' -H 'Idempotency-Key: recorded' \
    -d "@$work/recorded/body.json" "$BASE_URL/review-tasks"
  stop_server
  pgbench_statements measured "$OUT_DIR/pgbench" get list poll create || say "    pgbench failed"
  drop_database measured

  "$JAVA_HOME/bin/java" -Xmx256m -cp "$(libraries)/*" "$here/Bare.java" "$work/recorded" "$APP_PORT" >>"$OUT_DIR/server.log" 2>&1 &
  server_pid=$!
  export SERVER_PID=$server_pid
  wait_for "http://127.0.0.1:$APP_PORT/"
  local scenario
  for scenario in list_summary get poll create; do
    timeout "$SCENARIO_LIMIT_S" node "$harness" "$scenario" >>"$OUT_DIR/harness.log" 2>&1 || say "    $scenario failed"
  done
  stop_server
}

# ---- All of it

node "$here/compare.mjs" describe "$results"
start_postgres
seed_ours
seed_node
for round in $(seq "$ROUNDS"); do
  turn "$round" ours
  for layout in $NODE_LAYOUTS; do turn "$round" "node-$layout"; done
done
if [ "${FLOOR:-1}" = 1 ]; then floor; fi
node "$here/compare.mjs" table "$results" | tee "$results/table.md"
say "Results: $results. The table again: node src/bench/compare.mjs table $results"
