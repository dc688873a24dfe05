#!/usr/bin/env bash
# Measures the service on a PostgreSQL of its own, seeded with 100,000 tasks. See README.md.
set -euo pipefail
# shellcheck source=src/bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export LABEL=${LABEL:-hilt-review}
if [ -n "${HARNESS_DIR:-}" ]; then
  SCENARIOS=${SCENARIOS:-preflight list_summary get poll create review deliver_live deliver_latency}
else
  SCENARIOS=${SCENARIOS:-list get poll create review deliver latency}
fi

start_postgres
create_database bench
start_service bench
seed_service bench

psql_command="$PG_BIN/psql -X -q -h 127.0.0.1 -p $PG_PORT -U bench -d bench"
# What a delivered backlog is put back with, between two runs of it.
export FAIL_AGAIN_CMD="$psql_command \
  -c \"update decision_events e set delivery_status = 'FAILED', delivered_at = null from review_tasks t \
    where t.id = e.task_id and e.source_id = '$SOURCE_ID' and e.attempt_count > 1\" \
  -c \"update review_tasks t set status = 'APPROVED' from decision_events e \
    where t.id = e.task_id and t.source_id = '$SOURCE_ID' and e.delivery_status = 'FAILED'\" \
  -c vacuum -c checkpoint"
export ARCHIVE_CMD="$psql_command -c \"update scheduled_tasks set execution_time = now() where task_name = 'archive' and not picked\""
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
  pgbench_statements bench "$OUT_DIR/pgbench" get list poll create || code=1
fi

if [ "${NO_OPS:-0}" != 0 ]; then
  "$JAVA_HOME/bin/java" -Xmx256m -Dlogging.level.root=warn -cp "$(libraries)/*" "$here/SchedulerNoOps.java" \
    "jdbc:postgresql://127.0.0.1:$PG_PORT/bench?user=bench" "$NO_OPS" 4 2>/dev/null | grep no-op || code=1
fi
"${load[@]}" table
exit $code
