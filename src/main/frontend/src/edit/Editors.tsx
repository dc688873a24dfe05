import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { EditorOptions, Handle, Language } from "./editor";

const loading = () => import("./editor");
const wide = window.matchMedia("(min-width: 1180px)");

export function useWide(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      wide.addEventListener("change", watcher);
      return () => wide.removeEventListener("change", watcher);
    },
    () => wide.matches,
  );
}

interface Props {
  text: string;
  /** The current text, which may be newer than the rendered `text`. */
  textNow?: () => string;
  language: Language;
  label: string;
  readOnly?: boolean;
  onChange?: (text: string) => void;
}

/** Mounts an editor once its code has loaded, and keeps its text equal to the given one. */
function useMounted(
  make: (module: typeof import("./editor"), host: HTMLElement, options: EditorOptions) => Handle,
  { text, textNow = () => text, language, label, readOnly = false, onChange }: Props,
  remake: unknown[],
) {
  const host = useRef<HTMLDivElement>(null);
  const made = useRef<Handle>(undefined);
  const [ready, setReady] = useState(false);
  const now = useRef({ textNow, onChange });
  now.current = { textNow, onChange };
  useEffect(() => {
    let gone = false;
    void loading().then((module) => {
      if (!gone && host.current) {
        made.current = make(module, host.current, {
          text: now.current.textNow(),
          language,
          label,
          readOnly,
          onChange: (next) => now.current.onChange?.(next),
        });
        setReady(true);
      }
    });
    return () => {
      gone = true;
      made.current?.destroy();
      made.current = undefined;
    };
    // eslint-disable-next-line
  }, [language, label, readOnly, ...remake]);
  // With the drawing, so that what is typed is never typed into an older text; and never what was drawn without the keys
  // that came since, which would take them back.
  useLayoutEffect(() => made.current?.set(textNow()));
  return { host, ready };
}

export function CodeEditor(props: Props) {
  const { host, ready } = useMounted((module, at, options) => module.mountEditor(at, options), props, []);
  return (
    <div className="editor">
      <div ref={host} data-editor={props.readOnly ? undefined : ""} />
      {!ready && <pre className="waiting">{props.text}</pre>}
    </div>
  );
}

export function Compare({
  original,
  names = ["Original", "Now"],
  unified = false,
  ...props
}: Props & { original: string; names?: [string, string]; unified?: boolean }) {
  const beside = useWide() && !unified;
  const { host, ready } = useMounted(
    (module, at, options) => module.mountCompare(at, original, beside, options),
    props,
    [original, beside],
  );
  return (
    <div className="editor compare">
      {beside && (
        <div className="sides small quiet" aria-hidden="true">
          <span>{names[0]}</span>
          <span>{names[1]}</span>
        </div>
      )}
      <div ref={host} />
      {!ready && <pre className="waiting">{props.text}</pre>}
    </div>
  );
}

/** Lines added and removed in all changed blocks. */
export function useLineCounts(pairs: { original: string; text: string }[]) {
  const [counts, setCounts] = useState<{ added: number; removed: number }>();
  const key = JSON.stringify(pairs);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      void loading().then((module) => {
        if (!gone) {
          const each = (JSON.parse(key) as typeof pairs).map((pair) => module.countLines(pair.original, pair.text));
          setCounts({
            added: each.reduce((sum, one) => sum + one.added, 0),
            removed: each.reduce((sum, one) => sum + one.removed, 0),
          });
        }
      });
    }, 300);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key]);
  return counts;
}
