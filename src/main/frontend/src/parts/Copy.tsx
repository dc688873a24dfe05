import { useState } from "react";
import { announce } from "./announce";
import { Icon } from "./Icon";

/** Without HTTPS browsers offer no clipboard API, so the old command is used. */
async function write(text: string) {
  if ("clipboard" in navigator) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

export function Copy({ text, label = "Copy" }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  async function copy() {
    await write(text);
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
