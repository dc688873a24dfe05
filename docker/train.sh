#!/usr/bin/env bash
# Fills an ahead-of-time cache: starts the extracted application, sends it some thousands of its frequent requests, and stops it.
# The JVM then writes the classes that were loaded and the profiles of the methods that were called. See docs/operations.md.
#
#   docker/train.sh app/hilt-review.jar app/hilt-review.aot [flags of the JVM, the same as later]
#
# The tasks go to an embedded PostgreSQL that is thrown away, or to the one that TRAINING_DATABASE_URL names. It is not
# DATABASE_URL, lest a database that is in use be filled by mistake.
set -Eeuo pipefail
jar=$1
cache=$2
shift 2
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${TRAINING_PORT:-3999}
rounds=${TRAINING_ROUNDS:-3}
api=http://127.0.0.1:$port/api/v1
work=$(mktemp -d)
service=
stream=

clean_up() {
  if [ -n "$stream" ]; then kill "$stream" 2>/dev/null || true; fi
  if [ -n "$service" ]; then kill -KILL "$service" 2>/dev/null || true; fi
  rm -rf "$work"
}
fail() {
  trap - ERR
  printf '%s\n' "$1" >&2
  tail -n 30 "$work/log" >&2
  exit 1
}
trap clean_up EXIT
trap 'exit 130' INT TERM
trap 'fail "Line $LINENO failed: $BASH_COMMAND"' ERR

# ---- The service. None of the caller's settings apply to it.

settings=(HILT_ENV=development HILT_DEMO=off HOST=127.0.0.1 PORT="$port" RATE_LIMIT_PER_MINUTE=0 HILT_DATA_DIR="$work/data"
  ADMIN_EMAILS=training@example.com ${TRAINING_DATABASE_URL:+DATABASE_URL="$TRAINING_DATABASE_URL"})
rm -f "$cache"
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  printf 'Port %s is in use; set TRAINING_PORT\n' "$port" >&2
  exit 1
fi
env -i PATH="$PATH" HOME="$work" LANG=C.UTF-8 "${settings[@]}" \
  "$java" "$@" -XX:AOTCacheOutput="$cache" -jar "$jar" >"$work/log" 2>&1 &
service=$!
until curl -fs -o /dev/null "http://127.0.0.1:$port/health"; do
  kill -0 "$service" 2>/dev/null || fail "The service did not start"
  [ "$SECONDS" -lt 120 ] || fail "The service did not answer within two minutes"
  sleep 0.2
done

# ---- Requests, sixteen at a time. Each writes a line of its status, its Location and its ETag.

line='%{http_code} %header{location} %header{etag}\n'
checked() { # FILE: the lines of requests that must all have succeeded
  if [ ! -s "$1" ] || grep -qv '^2' "$1"; then fail "Not every request succeeded: $(grep -v '^2' "$1" | sort | uniq -c)"; fi
}
calls() { # Reads curl's options for each request
  curl -sS --no-progress-meter --parallel --parallel-max 16 --config - >"$work/lines"
  checked "$work/lines"
}
reads() { # HEADER URL, of which curl makes several by its [1-9] and {a,b}
  curl -sS --no-progress-meter --parallel --parallel-max 16 -o /dev/null -w "$line" -H "$1" "$2" >"$work/lines"
  checked "$work/lines"
}
options() { # METHOD URL BODY HEADER...: one request, for calls
  printf 'next\nsilent\nrequest = %s\nurl = "%s"\ndata = "@%s"\noutput = /dev/null\n' "$1" "$2" "$3"
  printf 'write-out = "%s"\nheader = "Content-Type: application/json"\n' "${line//\\/\\\\}"
  shift 3
  printf 'header = "%s"\n' "${@//\"/\\\"}"
}
post() { # PATH BODY: as the reviewer, for the answer
  curl --fail-with-body -sS -H 'Content-Type: application/json' -H "$session" -d "$2" "$api$1"
}
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

prose=$(printf 'The quiet harbour has a market, seven engines and a ladder over the river.\\n\\n%.0s' {1..16})
entries=$(printf '{"position":%d,"name":"copper and carbon in a garden","price":12.5},' {1..12})
cat >"$work/creation" <<JSON
{"priority":"NORMAL","metadata":{"run":"training"},"blocks":[
{"id":"letter","type":"markdown","content":"# Letter\n\n$prose"},
{"id":"line","type":"plaintext","content":"A line of text"},
{"id":"record","type":"json","content":{"urgent":false,"entries":[${entries%,}]}}]}
JSON
cat >"$work/edit" <<JSON
{"blocks":[{"id":"letter","content":"# Letter\n\nA new line.\n\n$prose"},
{"id":"record","content":{"urgent":true,"seen":1,"entries":[${entries%,}]}}]}
JSON
printf '{"decision":"APPROVE","reason":"Fine"}' >"$work/approval"
printf '{"decision":"DENY","reason":"Not this one"}' >"$work/denial"

curl -fsS -o /dev/null -c "$work/cookies" -H 'Content-Type: application/json' \
  -d '{"email":"training@example.com","name":"Training"}' "$api/auth/dev-login"
session="Cookie: $(awk '$6 ~ /hilt_session$/ { print $6 "=" $7 }' "$work/cookies")"
# The service is its own receiver of webhooks: signing out is the call that answers 204 to everybody.
source=$(post /sources "{\"name\":\"training\",\"delivery\":{\"mode\":\"WEBHOOK_AND_PULL\",\"webhook\":{\"url\":\"$api/auth/logout\",\
\"secret\":\"whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n')\"}}}" | field id)
key="X-API-Key: $(post /api-keys "{\"key_type\":\"source\",\"environment\":\"test\",\"source_id\":\"$source\"}" | field key)"
events=$api/sources/$source/decision-events

curl -sN -o /dev/null -H "$session" "$api/review-tasks/stream" &
stream=$!

for round in $(seq "$rounds"); do
  for i in {1..200}; do
    options POST "$api/review-tasks" "$work/creation" "$key" "Idempotency-Key: $round-$i"
  done | calls
  sed 's#^[0-9]* [^ ]*/##' "$work/lines" >"$work/tasks"
  ids=$(cut -d ' ' -f 1 "$work/tasks" | paste -sd , -)
  # The numbers behind # are not sent; they only repeat the request.
  reads "$session" "$api/review-tasks/{$ids}#[1-8]"
  reads "$key" "$api/review-tasks/{$ids}"
  reads "$session" "$api/review-tasks?status=PENDING&limit=50#[1-300]"
  while read -r id etag; do
    options PATCH "$api/review-tasks/$id/blocks" "$work/edit" "$session" "If-Match: $etag"
  done <"$work/tasks" | calls
  while read -r id _; do
    options POST "$api/review-tasks/$id/decision" "$work/$([ "${id: -1}" = 0 ] && echo denial || echo approval)" "$session"
  done <"$work/tasks" | calls
  reads "$key" "$events?limit=100&include_delivered=true#[1-60]"
  for _ in {1..10}; do
    curl -fsS -H "$key" "$events?limit=10&include_delivered=true" |
      grep -o '"event_id":"[^"]*"' | cut -d : -f 2 | paste -sd , - | sed 's/.*/{"event_ids":[&]}/' >"$work/ack"
    options POST "$events/ack" "$work/ack" "$key" | calls
  done
  reads "$session" "$api/auth/me#[1-20]"
done

# ---- The JVM writes the cache while it ends.

kill "$stream" 2>/dev/null || true
stream=
kill -TERM "$service"
wait "$service" || true
service=
[ -s "$cache" ] || fail "The JVM wrote no cache"
printf '%s: %d MB\n' "$cache" $(($(wc -c <"$cache") / 1000000))
