import { Link } from "wouter";
import { Icon } from "../parts/Icon";
import { walk } from "../list/walk";
import type { Place } from "./place";

/** The way back to the list, and along it. */
export function Trail({ place }: { place: Place }) {
  return (
    <div className="trail">
      <Link href={walk.address()} className="back">
        <Icon name="back" />
        {walk.address().startsWith("/archive") ? "Archive" : "Queue"}
      </Link>
      <span className="quiet small">
        {place.number !== undefined && `${place.number.toLocaleString()} of ${place.total.toLocaleString()}`}
      </span>
      <span className="space" />
      <button type="button" className="button plain" disabled={!place.next} onClick={() => place.go(place.next)}>
        <kbd>j</kbd> next
      </button>
      <button
        type="button"
        className="button plain"
        disabled={!place.previous}
        onClick={() => place.go(place.previous)}
      >
        <kbd>k</kbd> previous
      </button>
    </div>
  );
}
