import {
  type InfiniteData,
  type UseQueryResult,
  infiniteQueryOptions,
  queryOptions,
  useQuery,
} from "@tanstack/react-query";
import { ApiError, type Filters, type Source, type TaskPage, type User, type VersionedTask, client, take, takeDiff, takeTask } from "./client";
import { queries, session } from "../state/stores";

queries.setDefaultOptions({
  queries: {
    staleTime: 60_000,
    retry: (count, fault) => count < 2 && (!(fault instanceof ApiError) || fault.status === 0 || fault.status >= 500),
  },
});

// Structural sharing copies objects member by member, and would make {"rawJSON": "4500"} of a number that keeps its digits.
for (const exact of ["task", "diff"]) {
  queries.setQueryDefaults([exact], { structuralSharing: false });
}

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<User> => {
    const { user } = await take(client.GET("/auth/me"));
    session.begin(user.id);
    return user;
  },
  staleTime: Infinity,
  retry: false,
});

export const signInOptions = queryOptions({
  queryKey: ["sign-in"],
  queryFn: () => take(client.GET("/auth/options")),
  staleTime: Infinity,
});

export const sources = queryOptions({
  queryKey: ["sources"],
  queryFn: (): Promise<Source[]> => take(client.GET("/sources")),
});

export function source(id: string) {
  return queryOptions({
    queryKey: ["sources", id],
    queryFn: (): Promise<Source> => take(client.GET("/sources/{source_id}", { params: { path: { source_id: id } } })),
  });
}

export type TaskPages = InfiniteData<TaskPage, string | null>;

export function tasks(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ["tasks", filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      take(
        client.GET("/review-tasks", {
          params: {
            query: {
              status: filters.status,
              source_id: filters.source,
              risk_level: filters.risk,
              action_type: filters.action,
              q: filters.q,
              sort: filters.sort,
              limit: 50,
              cursor: pageParam ?? undefined,
            },
          },
          signal,
        }),
      ) as Promise<TaskPage>,
    getNextPageParam: (last) => last.next_cursor,
    // The stream keeps them up to date, and says when it could not.
    staleTime: Infinity,
    gcTime: 30 * 60_000,
  });
}

function fetchTask(id: string, signal?: AbortSignal): Promise<VersionedTask> {
  return takeTask(
    client.GET("/review-tasks/{task_id}", { params: { path: { task_id: id } }, parseAs: "text", signal }) as never,
  );
}

export function task(id: string) {
  return queryOptions({
    queryKey: ["task", id],
    queryFn: ({ signal }) => fetchTask(id, signal),
    staleTime: 0,
    retry: (count, fault) => count < 2 && !(fault instanceof ApiError && fault.status >= 400 && fault.status < 500),
  });
}

/** A loaded task, in the newest version received. */
export function taskNow(id: string): VersionedTask {
  return queries.getQueryData(task(id).queryKey) as VersionedTask;
}

/** Reads the task again, and ignores the response to a request that is already running. */
export async function lookAgain(id: string): Promise<VersionedTask> {
  const { queryKey } = task(id);
  const stands = await fetchTask(id);
  await queries.cancelQueries({ queryKey });
  const known = taskNow(id);
  if (known.task.version > stands.task.version) {
    return known;
  }
  queries.setQueryData(queryKey, stands);
  return stands;
}

/** The changes that would be sent for one version of a task. */
export function diff(id: string, etag: string) {
  return queryOptions({
    queryKey: ["diff", id, etag],
    queryFn: async ({ signal }) => {
      const found = await takeDiff(
        client.GET("/review-tasks/{task_id}/diff", {
          params: { path: { task_id: id } },
          parseAs: "text",
          signal,
        }) as never,
      );
      // Without its tag the diff is of the version asked for only if the task still has that version afterwards.
      return found.etag === "" ? { ...found, etag: (await lookAgain(id)).etag } : found;
    },
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

export const pendingCount = queryOptions({
  queryKey: ["pending-count"],
  queryFn: async () => {
    const page = await take(client.GET("/review-tasks", { params: { query: { status: ["PENDING"], limit: 1 } } }));
    return page.total_count;
  },
  staleTime: Infinity,
});

export function useMe(): UseQueryResult<User> {
  return useQuery(me);
}
