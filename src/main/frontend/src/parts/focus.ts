/** Moves the focus to the nearest element that takes it, when the focused one is gone. */
export function rest(from: Element | null | undefined) {
  const host = from?.getRootNode();
  const near = (host instanceof ShadowRoot ? host.host : from)?.closest<HTMLElement>("[data-rest]");
  const place = near ?? document.querySelector<HTMLElement>("main h1[tabindex]") ?? document.getElementById("content");
  place?.focus({ preventScroll: true });
}

/** Gives the focus back to what had it, if nothing has it now; if that does not take it, to a place near it. */
export function giveBack(to: Element | null) {
  const isNowhere = () => document.activeElement === null || document.activeElement === document.body;
  if (isNowhere() && to instanceof HTMLElement && to.isConnected) {
    to.focus({ preventScroll: true });
  }
  if (isNowhere()) {
    rest(null);
  }
}
