/** Says something to those who do not see it. */
export function announce(text: string) {
  const region = document.getElementById("announcements");
  if (region) {
    region.textContent = "";
    setTimeout(() => {
      region.textContent = text;
    }, 50);
  }
}
