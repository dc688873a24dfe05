import { Suspense, lazy } from "react";
import type { Block, Task } from "../api/client";
import { AgentText, Marked } from "../parts/AgentText";
import { flatMembers, nameOf, textFault, textOf } from "./blocks";
import { laidOut } from "./layout";
import { isNumber } from "../api/json";

const Markdown = lazy(() => import("./Markdown"));

/** The blocks to be read, whole and one below the other. */
export function Contents({ task }: { task: Task }) {
  return (task.blocks_final ?? task.blocks_working).map((block) => (
    <section key={block.id} className="block">
      <header>
        <h4>
          <AgentText text={nameOf(block)} />
        </h4>
      </header>
      <Content block={block} />
    </section>
  ));
}

function Content({ block }: { block: Block }) {
  const text = textOf(block);
  if (block.type === "markdown") {
    return (
      <Suspense fallback={<pre className="plain">{text}</pre>}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  const members = block.type === "json" ? flatMembers(text) : undefined;
  if (members) {
    return (
      <dl className="pairs key-values">
        {members.map(([name, value]) => (
          <div key={name}>
            <dt>
              <AgentText text={name} />
            </dt>
            <dd>
              <AgentText className="pre" text={isNumber(value) ? value.rawJSON : String(value)} />
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <pre className={block.type === "json" ? "plain json" : "plain"}>
      <Marked text={block.type === "json" && !textFault(block, text) ? laidOut(text) : text} />
    </pre>
  );
}
