import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { Copy } from "../parts/Copy";
import { Dialog, DialogAnswers } from "../parts/Dialog";
import { Icon } from "../parts/Icon";

/** A page of the set-up, with the way back. */
export function SetupPage({ back, backTo, children }: { back: ReactNode; backTo: string; children: ReactNode }) {
  return (
    <div className="narrow stack setup">
      <Link href={backTo} className="back">
        <Icon name="back" />
        {back}
      </Link>
      {children}
    </div>
  );
}

/** A secret that cannot be seen again. */
export function Once({ name, secret }: { name: string; secret: string }) {
  return (
    <div className="once" role="status">
      <div className="line">
        <strong>{name}</strong>
        <span className="tag warn">shown only now</span>
        <span className="space" />
        <Copy text={secret} />
      </div>
      <code className="secret">{secret}</code>
    </div>
  );
}

export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      <Copy text={text} />
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </div>
  );
}

/** A button that asks once before it does something that cannot be undone. */
export function Sure({
  label,
  title,
  children,
  busy,
  onSure,
}: {
  label: string;
  title: string;
  children: ReactNode;
  busy?: boolean;
  onSure: () => void;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => setAsking(true)}>
        {label}
      </button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <div className="content">{children}</div>
          <DialogAnswers onBack={() => setAsking(false)}>
            <button
              type="button"
              className="button deny full"
              onClick={() => {
                setAsking(false);
                onSure();
              }}
            >
              {label}
            </button>
          </DialogAnswers>
        </Dialog>
      )}
    </>
  );
}

export function Note({ kind, children }: { kind: "good" | "bad" | "warn"; children: ReactNode }) {
  return (
    <div className={`note ${kind}`} role="status">
      <Icon name={kind === "good" ? "check" : "warn"} />
      <div className="body">{children}</div>
    </div>
  );
}
