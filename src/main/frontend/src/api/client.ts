import createClient from "openapi-fetch";
import { SourceText, body, parseExact } from "./json";
import { session } from "../state/stores";
import type { Diff, Task } from "../contract/types";
import type { paths } from "../contract/schema.gen";

export type * from "../contract/types";

interface Envelope {
  error?: { code?: string; message?: string; details?: Record<string, unknown>; request_id?: string };
}

/** A failed request; its status is 0 if there was no response. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly requestId?: string,
  ) {
    super(message);
  }

  get fields(): { field: string; message: string }[] {
    return Array.isArray(this.details.fields) ? (this.details.fields as { field: string; message: string }[]) : [];
  }
}

export const client = createClient<paths>({ baseUrl: "", bodySerializer: body });

/** Names the reviewer that a call is made for, so that the service refuses it if another one has signed in since. */
export const REVIEWER = "X-Reviewer-Id";

client.use({
  onRequest({ request, schemaPath }) {
    const reviewer = session.reviewer();
    const changes = request.method !== "GET" && schemaPath !== "/auth/dev-login";
    // A call that sends what was typed earlier names its reviewer itself.
    if (reviewer && changes && !request.headers.has(REVIEWER)) {
      request.headers.set(REVIEWER, reviewer);
    }
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

async function answered<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") {
      throw fault;
    }
    throw new ApiError(0, "OFFLINE", "The service cannot be reached.");
  }
  if (!answer.response.ok) {
    if (answer.response.status === 401) {
      session.refused();
    }
    let envelope = answer.error as Envelope | string | undefined;
    if (typeof envelope === "string") {
      try {
        envelope = JSON.parse(envelope) as Envelope;
      } catch {
        envelope = undefined;
      }
    }
    const error = envelope?.error;
    if (error?.code === "REVIEWER_MISMATCH") {
      session.isAnothers();
    }
    throw new ApiError(
      answer.response.status,
      error?.code ?? "UNKNOWN",
      error?.message ?? `The service answered ${answer.response.status}.`,
      error?.details,
      error?.request_id,
    );
  }
  return answer;
}

/** The body of an answer. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await answered(call)).data as T;
}

export interface VersionedTask {
  task: Task;
  etag: string;
}

/**
 * A task with its ETag. The tag is read from the body, since a proxy may weaken or drop the header. Documents in blocks and
 * options are kept as text.
 */
export async function takeTask(call: Promise<Answer<string>>): Promise<VersionedTask> {
  const text = (await answered(call)).data as string;
  const task = JSON.parse(text) as Task;
  const exact = parseExact(text) as Task;
  keepDocuments(task, text);
  return { etag: task.etag, task: { ...task, metadata: exact.metadata, diff: exact.diff } };
}

function keepDocuments(task: Task, text: string) {
  let source: SourceText | undefined;
  const keep = (holder: object, member: string, path: (string | number)[]) => {
    const value = (holder as Record<string, unknown>)[member];
    if (typeof value === "object" && value !== null) {
      source ??= new SourceText(text);
      (holder as Record<string, unknown>)[member] = source.documentAt([...path, member]);
    }
  };
  for (const name of ["blocks_original", "blocks_working", "blocks_final"] as const) {
    task[name]?.forEach((block, i) => keep(block, "content", [name, i]));
  }
  task.interaction_schema?.options?.forEach((option, i) =>
    option.patches?.forEach((patch, k) =>
      keep(patch, "value", ["interaction_schema", "options", i, "patches", k]),
    ),
  );
}

export interface VersionedDiff {
  diff: Diff;
  /** Of the task that it belongs to. */
  etag: string;
}

/** A diff with its task's ETag, which is empty if a proxy dropped it; numbers keep their digits. */
export async function takeDiff(call: Promise<Answer<string>>): Promise<VersionedDiff> {
  const { data, response } = await answered(call);
  return { diff: parseExact(data as string) as Diff, etag: strongTag(response.headers.get("ETag") ?? "") };
}

/** The tag as the service sent it: compressing proxies mark it as weak, or append the name of the encoding. */
export function strongTag(header: string): string {
  return header.replace(/^W\//, "").replace(/(?:--?|;)(?:gzip|br|zstd|deflate)"$/, '"');
}

export function inWords(fault: unknown): string {
  if (!(fault instanceof ApiError)) {
    return "Something went wrong on this page. Load it again.";
  }
  if (fault.status === 0) {
    return "The service cannot be reached. Check the connection; nothing was lost.";
  }
  if (fault.status === 429) {
    const seconds = Number(fault.details.retry_after_seconds ?? 0);
    return `Too many requests. Try again ${seconds > 0 ? `in ${seconds} s` : "in a moment"}.`;
  }
  if (fault.code === "REVIEWER_MISMATCH") {
    return "By now somebody else is signed in here. What you typed is kept for you.";
  }
  if (fault.status >= 500) {
    return `The service failed. Try again in a moment.${fault.requestId ? ` Request ${fault.requestId}` : ""}`;
  }
  const fields = fault.fields.map(({ field, message }) => `${field} ${message}`.trim());
  return fields.length > 0 ? `${fields.join("; ")}.` : fault.message;
}
