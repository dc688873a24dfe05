/** Secrets that were just made, by source: kept in memory alone, until the page is loaded anew. */
export const made = new Map<string, { key?: string; secret?: string }>();
