/** The beginning of a text without the signs of its Markdown, to be read in one line. */
export function withoutSigns(text: string): string {
  return text
    .replace(/(^|\s)(?:#{1,6}|[-*>])(?=\s)/g, "$1")
    .replace(/`+|\*{2,}/g, "")
    .replace(/(?<![\p{L}\p{N}])_{2,}|_{2,}(?![\p{L}\p{N}])/gu, "")
    .replace(/(?<![\p{L}\p{N}*])\*(?=[^\s*])([^*]*[^\s*])\*(?![\p{L}\p{N}*])/gu, "$1")
    .trim();
}
