import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { live, session } from "../state/stores";
import { me } from "./queries";

/** Reads the user again when somebody signs in or out elsewhere, or when the session ends. */
export function useSessionWatch() {
  const cache = useQueryClient();
  useEffect(() => {
    const look = () => void cache.fetchQuery({ ...me, staleTime: 0 }).catch(() => undefined);
    const stops = [session.watch(look), live.onRefusal(look)];
    return () => stops.forEach((stop) => stop());
  }, [cache]);
}

