import { memo } from "react";
import Renderer, { type Components } from "react-markdown";
import gfm from "remark-gfm";

/** Raw HTML in a text stays text, addresses that are not web or mail ones are dropped, and pictures are not fetched. */
const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt, src }) => (
    <span className="picture">
      Picture{alt ? `: ${alt}` : ""}
      {typeof src === "string" && src ? ` (${src})` : ""}
    </span>
  ),
  // A heading of an agent's text is below those of the page.
  h1: ({ children }) => <h3 className="h1">{children}</h3>,
  h2: ({ children }) => <h4 className="h2">{children}</h4>,
  h3: ({ children }) => <h5 className="h3">{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
  table: ({ children }) => (
    <div className="table" tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
};

const plugins = [gfm];

export default memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <Renderer remarkPlugins={plugins} components={components}>
        {text}
      </Renderer>
    </div>
  );
});
