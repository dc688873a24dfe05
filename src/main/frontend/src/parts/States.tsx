import type { ReactNode } from "react";
import { ApiError, inWords } from "../api/client";
import { Icon, type IconName } from "./Icon";

export function Empty({ icon = "calm", title, children }: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Failure({ fault, again }: { fault: unknown; again?: () => void }) {
  const missing = fault instanceof ApiError && fault.status === 404;
  const refused = fault instanceof ApiError && fault.status === 403;
  return (
    <div role="alert">
      <Empty icon="warn" title={missing ? "Not found" : refused ? "Not for this account" : "This did not load"}>
        <p className="quiet">{inWords(fault)}</p>
        {again && !missing && !refused && (
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        )}
      </Empty>
    </div>
  );
}

export function Fault({ fault }: { fault: unknown }) {
  return fault ? (
    <p className="fault" role="alert">
      {inWords(fault)}
    </p>
  ) : null;
}
