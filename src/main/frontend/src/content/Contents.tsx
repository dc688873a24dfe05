import { Suspense, lazy } from "react";
import type { Block, Task } from "../api/client";
import { AgentText, PlainText } from "../parts/AgentText";
import { BlockId } from "./BlockId";
import { flatMembers, nameOf, textFault, textOf } from "./blocks";
import { laidOut } from "./layout";
import { Exact, JsonText, Literal } from "./Literal";

const Markdown = lazy(() => import("../markdown/Markdown"));

/** The blocks for reading, complete, one below the other. */
export function Contents({ task }: { task: Task }) {
  return (task.blocks_final ?? task.blocks_working).map((block) => (
    <section key={block.id} className="block">
      <header>
        <h4>
          <AgentText text={nameOf(block)} />
        </h4>
        <BlockId block={block} />
      </header>
      <Content block={block} />
    </section>
  ));
}

function Content({ block }: { block: Block }) {
  const text = textOf(block);
  if (block.type === "json" && !textFault(block, text)) {
    return <Json text={text} />;
  }
  if (block.type === "markdown") {
    return (
      <Suspense fallback={<pre className="plain">{text}</pre>}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  return <PlainText text={text} />;
}

function Json({ text }: { text: string }) {
  const members = flatMembers(text);
  if (!members) {
    return <JsonText text={laidOut(text)} />;
  }
  return (
    <dl className="pairs key-values">
      {members.map(([name, value]) => (
        <div key={name}>
          <dt>{name === "" ? <Literal value={name} /> : <Exact text={name} />}</dt>
          <dd>
            <Literal value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
