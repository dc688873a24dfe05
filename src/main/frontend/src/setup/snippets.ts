/** Lines that work as pasted, for a source. */
export interface Snippet {
  name: string;
  /** How to run the lines of this language. */
  run: string;
  file: string;
  decide: string;
}

/** The executor's side, for a source whose decisions it fetches or gets sent. */
export function executorLines(origin: string, source: string, key: string) {
  return {
    fetch: `curl -s "${origin}/sources/${source}/decision-events" \\
  -H 'X-API-Key: ${key}'`,
    acknowledge: `curl -s "${origin}/sources/${source}/decision-events/ack" \\
  -H 'X-API-Key: ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{"event_ids":["THE_EVENT_ID"]}'`,
    verify: `import { Webhook } from "standardwebhooks"; // npm install standardwebhooks

// The raw body, before any JSON is parsed; it throws if the signature is wrong.
const event = new Webhook("YOUR_WEBHOOK_SECRET").verify(rawBody, headers);`,
  };
}

export function snippets(origin: string, key: string): Snippet[] {
  const body = JSON.stringify({
    title: "Say hello",
    risk_level: "low",
    blocks: [{ id: "text", type: "markdown", content: "Hello **world**" }],
  });
  return [
    {
      name: "curl",
      run: "Paste them into a shell, one after the other.",
      file: `TASK=$(curl -s ${origin}/review-tasks \\
  -H 'X-API-Key: ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '${body}' \\
  | grep -oE '"id":"[0-9a-f-]{36}"' | head -1 | cut -d'"' -f4)
echo "filed $TASK"`,
      decide: `curl -s "${origin}/review-tasks/$TASK?wait=60" \\
  -H 'X-API-Key: ${key}'`,
    },
    {
      name: "Python",
      run: "Save them as agent.py and run python3 agent.py; nothing has to be installed.",
      file: `import json, urllib.request

HILT, KEY = "${origin}", "${key}"

def call(path, body=None):
    request = urllib.request.Request(
        HILT + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"X-API-Key": KEY, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

task = call("/review-tasks", {
    "title": "Say hello",
    "risk_level": "low",
    "blocks": [{"id": "text", "type": "markdown", "content": "Hello **world**"}],
})
print("filed", task["id"])`,
      decide: `while task["status"] == "PENDING":
    task = call(f"/review-tasks/{task['id']}?wait=60")

if task["decision"]["type"] == "APPROVE":
    print("go on with", task["blocks_final"])
else:
    print("denied:", task["decision"]["reason"])`,
    },
    {
      name: "TypeScript",
      run: "Save them as agent.mts and run npx tsx agent.mts, or node agent.mts with Node 22.18 or newer.",
      file: `const hilt = "${origin}";
const headers = { "X-API-Key": "${key}", "Content-Type": "application/json" };

async function call(path: string, body?: unknown): Promise<any> {
  const answer = await fetch(hilt + path, {
    method: body === undefined ? "GET" : "POST",
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

let task = await call("/review-tasks", {
  title: "Say hello",
  risk_level: "low",
  blocks: [{ id: "text", type: "markdown", content: "Hello **world**" }],
});
console.log("filed", task.id);`,
      decide: `while (task.status === "PENDING") {
  task = await call(\`/review-tasks/\${task.id}?wait=60\`);
}
if (task.decision.type === "APPROVE") {
  console.log("go on with", task.blocks_final);
} else {
  console.log("denied:", task.decision.reason);
}`,
    },
  ];
}
