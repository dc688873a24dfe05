/** Lines that work as pasted, for a source. */
export interface Snippet {
  name: string;
  file: string;
  decide: string;
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
