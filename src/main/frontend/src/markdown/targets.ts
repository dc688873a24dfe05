import type { Element } from "hast";

/** The text shown next to a link, and whether it warns. */
export interface Target {
  shown: string;
  whole: string;
  className: string;
}

/** The target of a link, unless the link's text is exactly the target and nothing about the address misleads. */
export function targetOf(text: string, url: string): Target | undefined {
  const address = decoded(url);
  const says = text.trim();
  const parsed = parsedOf(url);
  const user = parsed ? [parsed.username, parsed.password].filter(Boolean).join(":") : "";
  // The text of a link shows letters of other alphabets, which may look like Latin ones.
  const isForeign = /[^\0-\x7f]/.test(hostIn(address));
  if (isSame(says, address) && !user && !isForeign) {
    return undefined;
  }
  const misleads = user !== "" || isForeign || namesAnother(says, parsed, address);
  return { shown: shownOf(url, parsed, user) || "nowhere", whole: url, className: misleads ? "link-target misleading" : "link-target" };
}

/** Whether an element is a link of the text, and not one to a footnote or back from it. */
export function isLink({ tagName, properties }: Element): boolean {
  return tagName === "a" && !("dataFootnoteRef" in properties) && !("dataFootnoteBackref" in properties);
}

/** The text may omit the usual parts: https, mailto, and the slash of an empty path. */
function isSame(says: string, address: string): boolean {
  const bare = (each: string) => each.replace(/^https:\/\//i, "").replace(/\/$/, "");
  return says === address || `mailto:${says}` === address || (!/^mailto:/i.test(address) && bare(says) === bare(address));
}

function shownOf(url: string, parsed: URL | undefined, user: string): string {
  switch (parsed?.protocol) {
    case "mailto:":
      return decoded(url).replace(/^mailto:/i, "");
    case "http:":
    case "https:": {
      const { origin, pathname, search, hash } = parsed;
      const whole = origin.replace(/^https:\/\//, "") + (pathname === "/" && !search && !hash ? "" : pathname + search + hash);
      return user ? `${whole} with the user name “${user}”` : whole;
    }
    default:
      return url;
  }
}

/** Whether a text names a different host, scheme or mailbox than its address. */
function namesAnother(says: string, parsed: URL | undefined, address: string): boolean {
  const host = (parsed?.host || hostIn(address)).toLowerCase();
  const plain = (name: string) => name.toLowerCase().replace(/^www\./, "");
  const hosts = says.match(/(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu) ?? [];
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(says)?.[1];
  const isMailbox = /^[^\s@/]+@[^\s@/]+$/.test(says);
  return (
    hosts.some((name) => plain(name) !== plain(host)) ||
    (scheme !== undefined && `${scheme.toLowerCase()}:` !== parsed?.protocol) ||
    (isMailbox && !address.toLowerCase().startsWith(`mailto:${says.toLowerCase()}`))
  );
}

function hostIn(address: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#\\]*)/i.exec(address)?.[1] ?? /^mailto:[^?]*@([^?]*)/i.exec(address)?.[1] ?? "";
}

function decoded(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function parsedOf(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
