import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { browserIsExact } from "./api/json";
import { App } from "./App";
import { Empty } from "./parts/States";
import { queries, kept } from "./state/stores";
import "./style/all.css";

kept.restore();
const root = createRoot(document.getElementById("root") as HTMLElement);
root.render(
  browserIsExact ? (
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>
  ) : (
    <main>
      <Empty heading="h1" icon="warn" title="This browser is too old">
        <p className="quiet">
          It would round numbers of what you review. Chrome 114, Firefox 135, Safari 18.4 or newer do not.
        </p>
      </Empty>
    </main>
  ),
);
