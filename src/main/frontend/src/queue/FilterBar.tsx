import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sources as sourcesQuery } from "../api/queries";
import { RISK_WORDS } from "../parts/Risk";
import { spelled } from "../parts/unseen";
import { ACTIONS, RISKS, type View, isFiltered, withFilter } from "../list/filters";

/** The filters and the order of the list; all of them are in the address. */
export function FilterBar({
  view,
  search,
  onSearch,
  children,
}: {
  view: View;
  search: string;
  onSearch: (search: string) => void;
  children: ReactNode;
}) {
  const sources = useQuery(sourcesQuery);
  const query = new URLSearchParams(search);
  const choose = (name: string) => (value: string) => onSearch(withFilter(search, name, value));
  return (
    <div className="filters" role="group" aria-label="Filters">
      <Filter
        name="Status"
        value={query.get("status") ?? ""}
        onChange={choose("status")}
        options={
          view === "archive"
            ? [
                ["", "All decided"],
                ["APPROVED", "Approved, not delivered"],
                ["DENIED", "Denied, not delivered"],
                ["DISPATCHED", "Delivered"],
                ["ARCHIVED", "Archived"],
              ]
            : [
                ["", "Pending"],
                ["APPROVED", "Approved"],
                ["DENIED", "Denied"],
                ["DISPATCHED", "Delivered"],
                ["all", "All"],
              ]
        }
      />
      <Filter
        name="Source"
        value={query.get("source") ?? ""}
        onChange={choose("source")}
        options={[["", "All sources"], ...(sources.data ?? []).map((each): [string, string] => [each.id, spelled(each.name)])]}
      />
      <Filter
        name="Risk"
        value={query.get("risk") ?? ""}
        onChange={choose("risk")}
        options={[["", "Any risk"], ...RISKS.map((risk): [string, string] => [risk, RISK_WORDS[risk]])]}
      />
      <Filter
        name="Action"
        value={query.get("action") ?? ""}
        onChange={choose("action")}
        options={[
          ["", "Any action"],
          ...ACTIONS.map((action): [string, string] => [action, action[0]?.toUpperCase() + action.slice(1)]),
        ]}
      />
      {isFiltered(search) && (
        <button type="button" className="button plain" onClick={() => onSearch("")}>
          Clear
        </button>
      )}
      <span className="space" />
      {children}
      {view === "queue" && (
        <Filter
          name="Order"
          value={query.get("sort") ?? ""}
          onChange={choose("sort")}
          options={[
            ["", "Priority, oldest first"],
            ["created_at", "Newest first"],
          ]}
        />
      )}
    </div>
  );
}

function Filter({
  name,
  value,
  options,
  onChange,
}: {
  name: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}) {
  return (
    <select className="filter" aria-label={name} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([id, words]) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}
