import { useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { rest } from "../parts/focus";
import { Icon } from "../parts/Icon";

/** Searches the list that is shown; on other pages it opens the archive or the queue. */
export function Search() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const page = path === "/archive" ? "/archive" : "/";
  const current = path === page ? (new URLSearchParams(search).get("q") ?? "") : "";
  const [text, setText] = useState(current);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    setText(current);
  }, [current]);
  function look(words: string) {
    const query = new URLSearchParams(path === page ? search : "");
    if (words.trim()) {
      query.set("q", words.trim());
    } else {
      query.delete("q");
    }
    const rest = query.toString();
    navigate(rest ? `${page}?${rest}` : page, { replace: path === page });
  }
  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        clearTimeout(waiting.current);
        look(text);
      }}
    >
      <Icon name="search" />
      <input
        className="input"
        type="search"
        aria-label="Search titles and previews"
        placeholder="Search"
        value={text}
        onChange={(event) => {
          const words = event.target.value;
          setText(words);
          clearTimeout(waiting.current);
          if (path === page) {
            waiting.current = setTimeout(() => look(words), 250);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            rest(event.currentTarget);
          }
        }}
      />
    </form>
  );
}
