import { useEffect, useState } from "react";
import { Icon } from "../parts/Icon";

/** Shown while there is no connection. */
export function Offline() {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return offline ? (
    <div className="bar warn" role="alert">
      <Icon name="warn" />
      You are offline. What you see may be old; edits are kept here and saved when the connection is back.
    </div>
  ) : null;
}
