import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { pendingCount } from "../api/queries";

/** The tab's title, with the number of tasks that wait. */
export function useTitle(text: string | undefined) {
  const pending = useQuery(pendingCount);
  const [path] = useLocation();
  useEffect(() => {
    const count = pending.data ? `(${pending.data >= 10_000 ? "10,000+" : pending.data}) ` : "";
    document.title = `${count}${text ? `${text} · ` : ""}HILT-Review`;
  }, [pending.data, text, path]);
}
