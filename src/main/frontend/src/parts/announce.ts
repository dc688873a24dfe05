/** Announces something to screen readers. */
export function announce(text: string) {
  const region = document.getElementById("announcements");
  if (region) {
    region.textContent = "";
    setTimeout(() => {
      region.textContent = text;
    }, 50);
  }
}
