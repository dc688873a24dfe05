import type { User } from "../api/client";
export function TaskPage({ id }: { id: string; user: User }) { return <p>{id}</p>; }
