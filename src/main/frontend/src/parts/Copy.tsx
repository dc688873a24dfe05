import { useState } from "react";
import { announce } from "./announce";
import { Icon } from "./Icon";

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(text);
    setDone(true);
    announce("Copied");
    setTimeout(() => setDone(false), 1500);
  }
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon name={done ? "check" : "copy"} />
      {done ? "Copied" : label}
    </button>
  );
}
