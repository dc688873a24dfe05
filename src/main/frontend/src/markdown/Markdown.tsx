import { memo } from "react";
import Renderer, { type Components } from "react-markdown";
import gfm from "remark-gfm";
import { Marked } from "../parts/AgentText";
import { blankness } from "../parts/unseen";
import { hideNothing, rememberTree } from "./hidden";

/** Raw HTML stays text, addresses other than web and mail ones are dropped, and pictures are not fetched. */
const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  // Headings in an agent's text rank below those of the page.
  h1: ({ children, dir }) => <h3 className="h1" dir={dir}>{children}</h3>,
  h2: ({ children, dir }) => <h4 className="h2" dir={dir}>{children}</h4>,
  h3: ({ children, dir }) => <h5 className="h3" dir={dir}>{children}</h5>,
  h4: ({ children, dir }) => <h6 dir={dir}>{children}</h6>,
  h5: ({ children, dir }) => <h6 dir={dir}>{children}</h6>,
  table: ({ children, dir }) => (
    <div className="table" tabIndex={0} role="group" aria-label="Table">
      <table dir={dir}>{children}</table>
    </div>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
};

const before = [gfm, rememberTree];
const after = [hideNothing];

const BYTE_ORDER_MARK = "\ufeff";

/** A rendered text that shows everything in its source. */
export default memo(function Markdown({ text }: { text: string }) {
  const isMarked = text.startsWith(BYTE_ORDER_MARK);
  const blank = blankness(text);
  return (
    <div className="markdown">
      {blank && <p className="quiet">{blank}</p>}
      {isMarked && <Marked text={BYTE_ORDER_MARK} />}
      <Renderer remarkPlugins={before} rehypePlugins={after} components={components}>
        {isMarked ? text.slice(1) : text}
      </Renderer>
    </div>
  );
});
