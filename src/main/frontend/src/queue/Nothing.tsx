import { useQuery } from "@tanstack/react-query";
import { tasks } from "../api/queries";
import { type View, filtersOf } from "../list/filters";
import { Empty } from "../parts/States";
import { Ago } from "../parts/time";
import { queries } from "../state/stores";

/** An empty list, and why it is empty. */
export function Nothing({ view, filtered, onClear }: { view: View; filtered: boolean; onClear: () => void }) {
  const lastDecided = useQuery({
    queryKey: ["last-decided"],
    queryFn: () =>
      queries.fetchInfiniteQuery({ ...tasks(filtersOf("", "archive")), staleTime: 30_000 }).then((data) => {
        const times = data.pages[0]?.items.flatMap((item) => item.decision?.decided_at ?? []) ?? [];
        return times.sort().at(-1) ?? null;
      }),
    enabled: view === "queue" && !filtered,
  });
  if (filtered) {
    return (
      <Empty icon="search" title="Nothing matches">
        <button type="button" className="button" onClick={onClear}>
          Clear the filters
        </button>
      </Empty>
    );
  }
  if (view === "archive") {
    return (
      <Empty title="Nothing was decided yet">
        <p className="quiet">Decisions stand here with what was changed, and by whom.</p>
      </Empty>
    );
  }
  return (
    <Empty title="All caught up">
      <p className="quiet">
        {lastDecided.data ? (
          <>
            The last decision was made <Ago at={lastDecided.data} />.
          </>
        ) : (
          "New tasks appear here by themselves."
        )}
      </p>
    </Empty>
  );
}
