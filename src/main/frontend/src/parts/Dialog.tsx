import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { giveBack } from "./focus";
import { Icon } from "./Icon";

/** A modal dialog. The browser keeps the focus in it, and afterwards the focus returns to where it was. */
export function Dialog({
  title,
  large = false,
  onClose,
  children,
}: {
  title: string;
  large?: boolean;
  onClose?: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // By now the page may have moved the focus itself, such as to the decision.
      setTimeout(() => giveBack(before));
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={large ? "large" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onKeyDown={(event) => {
        // Browsers close a dialog on a second Escape even if the first was prevented.
        if (event.key === "Escape") {
          event.preventDefault();
          onClose?.();
        }
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {onClose && (
          <button type="button" className="button plain" aria-label="Close" onClick={onClose}>
            <Icon name="cross" />
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}

/** The footer of a dialog: the way back, and its answers. */
export function DialogAnswers({ onBack, children }: { onBack: () => void; children: ReactNode }) {
  return (
    <footer>
      <button type="button" className="button" onClick={onBack}>
        Back
      </button>
      {children}
    </footer>
  );
}
