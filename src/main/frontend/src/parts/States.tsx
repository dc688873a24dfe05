import type { ReactNode } from "react";
import { ApiError, inWords } from "../api/client";
import { Icon, type IconName } from "./Icon";

/** If there is nothing else on the page, its heading is the page's. */
type Heading = "h1" | "h2";

export function Empty({
  icon = "calm",
  title,
  heading: Heading = "h2",
  children,
}: {
  icon?: IconName;
  title: string;
  heading?: Heading;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

export function Failure({ fault, heading, again }: { fault: unknown; heading?: Heading; again?: () => void }) {
  const missing = fault instanceof ApiError && fault.status === 404;
  const refused = fault instanceof ApiError && fault.status === 403;
  return (
    <div role="alert">
      <Empty
        icon="warn"
        title={missing ? "Not found" : refused ? "Not for this account" : "This did not load"}
        heading={heading}
      >
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

/** What went wrong: an error, or words. */
export function Fault({ fault }: { fault: unknown }) {
  return fault ? (
    <p className="fault" role="alert">
      {typeof fault === "string" ? fault : inWords(fault)}
    </p>
  ) : null;
}
