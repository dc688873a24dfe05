import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ApiKey, type NewKey, type NewKeyRequest, type TaskItem, client, take } from "../api/client";

export const statistics = queryOptions({
  queryKey: ["stats"],
  queryFn: () => take(client.GET("/stats")),
  staleTime: 5000,
});

export function keys(sourceId?: string) {
  return queryOptions({
    queryKey: ["keys", sourceId ?? "all"],
    queryFn: async (): Promise<ApiKey[]> =>
      (await take(client.GET("/api-keys", { params: { query: { source_id: sourceId } } }))).items,
  });
}

export function makeKey(body: NewKeyRequest): Promise<NewKey> {
  return take(client.POST("/api-keys", { body }));
}

/** Creates keys of a source, or of an administrator. */
export function useNewKey(sourceId: string | undefined, onMade: (key: NewKey) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (how: Pick<NewKeyRequest, "environment" | "name">) =>
      makeKey({ source_id: sourceId, key_type: sourceId ? "source" : "admin", ...how }),
    onSuccess: (key) => {
      onMade(key);
      return cache.invalidateQueries({ queryKey: ["keys"] });
    },
  });
}

/** How many tasks of a source are pending, and when its agent filed the last one. */
export function activity(sourceId: string) {
  return queryOptions({
    queryKey: ["activity", sourceId],
    queryFn: async () => {
      const [pending, newest] = await Promise.all([
        take(
          client.GET("/review-tasks", { params: { query: { source_id: sourceId, status: ["PENDING"], limit: 1 } } }),
        ),
        take(client.GET("/review-tasks", { params: { query: { source_id: sourceId, sort: "created_at", limit: 1 } } })),
      ]);
      return { waiting: pending.total_count, last: newest.items[0]?.created_at, total: newest.total_count };
    },
    staleTime: 5000,
  });
}

/** Decisions of a source that could not be delivered, of the newest hundred that its executor does not have. */
export function failures(sourceId: string) {
  return queryOptions({
    queryKey: ["failures", sourceId],
    queryFn: async (): Promise<TaskItem[]> => {
      const page = await take(
        client.GET("/review-tasks", {
          params: {
            query: { source_id: sourceId, status: ["APPROVED", "DENIED"], sort: "created_at", limit: 100 },
          },
        }),
      );
      return (page.items as TaskItem[]).filter((item) => item.dispatch?.last_delivery_status === "FAILED");
    },
    staleTime: 5000,
  });
}
