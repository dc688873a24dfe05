/**
 * What a text holds that a reader would not see, or would take for something else: invisible and reordering characters,
 * blanks that push words off the screen, piles of combining marks, words that mix look-alike alphabets, and addresses that
 * are written in look-alike letters.
 */
export interface Mark {
  from: number;
  to: number;
  /** What is unseen is drawn as its name, an address has its name beside it, and mixed words are underlined. */
  kind: "unseen" | "mixed" | "address";
  /** Such as "U+202E", "400 blanks", or "xn--80ak6aa92e.com". */
  name: string;
}

/** Runs of this many blanks are named instead of drawn. */
const MANY_BLANKS = 40;

/** This many blank lines push the following text out of sight. */
const MANY_LINES = 20;

/** More combining marks than any script puts on one letter. */
const MANY_MARKS = 6;

/** Fonts with rare forms of a Chinese character need a selector behind it now and then; more of them on a line hide data. */
const MANY_SELECTORS = 3;

/**
 * Invisible characters, other controls, unassigned and private ones, and half pairs; the signs of Arabic numbers are
 * visible. The characters by name are drawn as nothing, but are symbols and letters to Unicode: the blank of Braille, the
 * place of an object, a note without a head, and the fillers of Khitan and Egyptian texts.
 */
const INVISIBLE =
  /[[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}\u{2800}\u{fffc}\u{1d159}\u{16fe4}\u{13441}\u{13442}]--[\t\n\u{600}-\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}]]/v;
const SPACES = /[\p{Zs}\t]{2,}/gu;
const BLANK_LINES = new RegExp(`(?<![^\\n])(?:[\\p{Zs}\\t\\r]*\\n){${MANY_LINES},}`, "gu");
const UNUSUAL_SPACE = /[\p{Zs}--[ ]]/v;
const PILE = new RegExp(`\\p{M}{${MANY_MARKS},}`, "gu");

/** Forms of Latin letters that are not the ones of the keyboard: full width, mathematical ones, and Roman numerals. */
const OTHER_FORMS = "\\u{ff21}-\\u{ff5a}\\u{1d400}-\\u{1d7ff}\\u{2160}-\\u{217f}";
/** Alphabets that have many letters which look like Latin ones. */
const OTHER_ALPHABETS = "\\p{Script=Cyrillic}\\p{Script=Armenian}\\p{Script=Cherokee}\\p{Script=Lisu}\\p{Script=Coptic}";
/** What looks like the signs of an address. */
const OTHER_SIGNS = "∕⁄⧸╱⟋／∶：․‧﹒．‐‑−﹣－？＃＠＆";
const SUSPECT = new RegExp(
  `${INVISIBLE.source}|[\\p{Zs}\\t]{2}|\\p{M}{${MANY_MARKS}}|[${OTHER_FORMS}${OTHER_ALPHABETS}\\p{Script=Greek}ɑɡıɩ${OTHER_SIGNS}[\\p{Nd}--[0-9]]]`,
  "v",
);

const EMOJI = /\p{RGI_Emoji}/vy;
/** An emoji sequence whose selectors may be left out, as some keyboards do. */
const LOOSE_EMOJI = /\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?(?:\u200d\p{Extended_Pictographic}[\u{1f3fb}-\u{1f3ff}]?\ufe0f?)+/uy;

/** Scripts whose letters join: a joiner or non-joiner between two of them changes their shape. */
const JOINING = /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Mand}\p{scx=Phag}\p{scx=Adlm}\p{scx=Rohg}]/u;
/** Scripts whose letters join at a vowel killer, a mark, before or behind which the joiner is. */
const STACKING =
  /[\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Bali}\p{scx=Java}]/u;
/** Scripts without blanks between words, where an invisible one says where a line may break. */
const UNSPACED = /[\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const MARK = /\p{M}/u;

const WORD = /[\p{L}\p{M}\p{Nl}]+/gu;
const LATIN = /\p{Script=Latin}/u;
const PLAIN_LATIN = /[a-z]/i;
/** Greek letters that are not among these are at home in units and formulas. */
const LOOKS_LATIN = new RegExp(`[${OTHER_ALPHABETS}αινορυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]`, "v");
const OTHER_FORM = new RegExp(`[${OTHER_FORMS}]`, "v");

/** Letters by which whole names can be written that look like Latin ones; those of Cyrillic as browsers have them. */
const LETTERS = `асԁеһіјӏорԛѕԝхуъЬҽпгѵѡАВЕЅЗІЈКМНОРСТУХԚԜҮαικνρυωηοτϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧագզէլհյոսւօցքՕՏՍɑɡıɩ${OTHER_FORMS}\\p{Script=Cherokee}\\p{Script=Lisu}\\p{Script=Coptic}`;
const LABEL = `[a-z0-9\\p{M}_${LETTERS}\\-]{1,63}`;
/** Names with dots, and what is like a dot, the last of which is of letters. */
const NAME = new RegExp(`(?<![\\p{L}\\p{N}])${LABEL}(?:[.․﹒．]${LABEL}){0,20}[.․﹒．][a-z${LETTERS}]{2,}(?![\\p{L}\\p{N}])`, "giv");
/** A number in which some digits are not 0 to 9, or a letter stands for a zero. */
const NUMBER = /(?<!\p{L})\p{Nd}(?:[.,'٫٬]?[\p{Nd}ОоΟοՕօ])+(?!\p{L})/gu;
const OTHER_DIGIT = /[^0-9.,'٫٬]/u;
const OUTSIDE_ASCII = /[^\0-\x7f]/;
const SIGN_IN_ADDRESS = new RegExp(`(?:https?:|www\\.|[a-z0-9]\\.[a-z]{2,})[^\\s\\p{L}\\p{N}]?[^\\s${OTHER_SIGNS}]{0,80}?([${OTHER_SIGNS}])(?=[a-z0-9])`, "giv");

/** Each mark of a text, in its order; none overlaps another. */
export function marksIn(text: string): Mark[] {
  const gaps = blankLinesIn(text);
  if (gaps.length === 0 && !isSuspect(text)) {
    return [];
  }
  const marks: Mark[] = [];
  let from = 0;
  let gap = 0;
  for (const line of text.split(/(?<=\n)/)) {
    while (gap < gaps.length && (gaps[gap] as Mark).to <= from) {
      marks.push(gaps[gap] as Mark);
      gap += 1;
    }
    if (gap === gaps.length || from + line.length <= (gaps[gap] as Mark).from) {
      for (const mark of marksOfLine(line)) {
        marks.push({ ...mark, from: mark.from + from, to: mark.to + from });
      }
    }
    from += line.length;
  }
  return [...marks, ...gaps.slice(gap)];
}

/** Whether a text is worth a closer look. The carriage return of a line end is not, and some texts have one in every line. */
function isSuspect(text: string): boolean {
  return SUSPECT.test(text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text);
}

/** The marks with a name, of which there are to be none in an ordinary text. */
export function unseenIn(text: string): Mark[] {
  return marksIn(text).filter((mark) => mark.kind === "unseen");
}

/** The marks of a text that is drawn in one line, where a line break is drawn as a blank. */
export function marksInLine(text: string): Mark[] {
  const breaks = [...text.matchAll(/(?:\r?\n)+/g)].map(({ 0: run, index }): Mark => {
    const count = run.split("\n").length - 1;
    return { from: index, to: index + run.length, kind: "unseen", name: count === 1 ? "line break" : `${count} line breaks` };
  });
  return breaks.length === 0 ? marksIn(text) : [...marksIn(text), ...breaks].sort((a, b) => a.from - b.from);
}

/** What to say about a text without visible characters; nothing if it has some. */
export function blankness(text: string): string | undefined {
  if (text.trim() !== "" || unseenIn(text).length > 0) {
    return undefined;
  }
  return text === "" ? "Empty" : "Nothing but blanks and line breaks";
}

/** The text without its invisible characters, as somebody would type it. */
export function typed(text: string): string {
  return unseenIn(text).reduceRight(
    (left, { from, to }) => left.slice(0, from) + (left.slice(from, to).trim() ? "" : " ") + left.slice(to),
    text,
  );
}

/** The text with the names of its invisible characters, for places that show only plain text. */
export function spelled(text: string): string {
  return unseenIn(text).reduceRight((left, { from, to, name }) => `${left.slice(0, from)}⟨${name}⟩${left.slice(to)}`, text);
}

function marksOfLine(line: string): Mark[] {
  if (!isSuspect(line)) {
    return [];
  }
  const marks = [...invisibleIn(line), ...blanksIn(line), ...pilesIn(line)];
  for (const more of [addressesIn(line), mixedIn(line)]) {
    marks.push(...more.filter((mark) => marks.every((each) => each.to <= mark.from || each.from >= mark.to)));
  }
  return marks.sort((a, b) => a.from - b.from);
}

function invisibleIn(line: string): Mark[] {
  const found: { at: number; character: string }[] = [];
  const selectors: typeof found = [];
  for (let at = 0; at < line.length; ) {
    const emoji = emojiAt(line, at);
    const character = String.fromCodePoint(line.codePointAt(at) as number);
    if (emoji === 0 && INVISIBLE.test(character)) {
      const needed = isNeeded(line, at, character);
      if (needed && isIdeographSelector(character)) {
        selectors.push({ at, character });
      } else if (!needed) {
        found.push({ at, character });
      }
    }
    at += emoji || character.length;
  }
  if (selectors.length > MANY_SELECTORS) {
    found.push(...selectors);
    found.sort((a, b) => a.at - b.at);
  }
  return joined(found);
}

/** The length of the emoji at a place, with all that belongs to it. */
function emojiAt(line: string, at: number): number {
  EMOJI.lastIndex = at;
  const known = EMOJI.exec(line)?.[0].length ?? 0;
  LOOSE_EMOJI.lastIndex = at;
  const loose = LOOSE_EMOJI.exec(line)?.[0] ?? "";
  if (loose.length > known) {
    const full = loose
      .split("\u200d")
      .map((each) => (/^\P{Emoji_Presentation}$/u.test(each) ? `${each}\ufe0f` : each))
      .join("\u200d");
    EMOJI.lastIndex = 0;
    if (EMOJI.exec(full)?.[0] === full) {
      return loose.length;
    }
  }
  return known;
}

/** Whether a script or a picture needs this character just here. */
function isNeeded(line: string, at: number, character: string): boolean {
  const before = characterBefore(line, at);
  const behind = characterAt(line, at + character.length);
  switch (character) {
    case "\r":
      return behind === "\n";
    case "\u200c":
      return (JOINING.test(before) && JOINING.test(behind)) || isStacked(before, behind);
    case "\u200d":
      return JOINING.test(before) || JOINING.test(behind) ? !INVISIBLE.test(before) && !INVISIBLE.test(behind) : isStacked(before, behind);
    case "\u200b":
      return UNSPACED.test(before) && UNSPACED.test(behind);
    case "\u180b":
    case "\u180c":
    case "\u180d":
    case "\u180f":
      return /\p{Script=Mongolian}/u.test(before) && !INVISIBLE.test(before);
    case "\u2800":
      return /[\u2801-\u28ff]/.test(before + behind);
    case "\ufe0e":
    case "\ufe0f":
      return /[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]/u.test(before);
    default:
      return isIdeographSelector(character)
        ? /\p{Script=Han}/u.test(before)
        : /[\ufe00-\ufe02]/.test(character) && /[\p{Sm}\p{scx=Mymr}\p{scx=Phag}\p{Script=Han}]/u.test(before);
  }
}

function isStacked(before: string, behind: string): boolean {
  return STACKING.test(before) && STACKING.test(behind) && (MARK.test(before) || MARK.test(behind));
}

function isIdeographSelector(character: string): boolean {
  return character >= "\u{e0100}" && character <= "\u{e01ef}";
}

function characterAt(line: string, at: number): string {
  return at < line.length ? String.fromCodePoint(line.codePointAt(at) as number) : "";
}

function characterBefore(line: string, at: number): string {
  return /[^]$/u.exec(line.slice(Math.max(0, at - 2), at))?.[0] ?? "";
}

/** Neighbours that are the same character, or all tags, share a mark. */
function joined(found: { at: number; character: string }[]): Mark[] {
  const runs: { from: number; characters: string[] }[] = [];
  for (const { at, character } of found) {
    const last = runs.at(-1);
    const first = last?.characters[0] ?? "";
    const follows = last && last.from + last.characters.join("").length === at;
    if (follows && (first === character || (isTag(first) && isTag(character)))) {
      last.characters.push(character);
    } else {
      runs.push({ from: at, characters: [character] });
    }
  }
  return runs.map(({ from, characters }) => ({
    from,
    to: from + characters.join("").length,
    kind: "unseen",
    name: nameOf(characters),
  }));
}

function nameOf(characters: string[]): string {
  const first = characters[0] as string;
  if (isTag(first)) {
    const says = characters.map((each) => String.fromCharCode((each.codePointAt(0) as number) - 0xe0000)).join("");
    return `${codePointOf(first)} tags “${says.replace(/[^ -~]/g, "·")}”`;
  }
  return codePointOf(first) + (characters.length > 1 ? ` ×${characters.length}` : "");
}

function codePointOf(character: string): string {
  return character === "\r"
    ? "CR"
    : `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}`;
}

function isTag(character: string): boolean {
  return character >= "\u{e0000}" && character <= "\u{e007f}";
}

/** One space of another kind is good typography; several in a row, or a great many blanks, are not. */
function blanksIn(line: string): Mark[] {
  return [...line.matchAll(SPACES)].flatMap(({ 0: run, index }): Mark[] => {
    const unusual = UNUSUAL_SPACE.exec(run)?.[0];
    const isIndent = index === 0 && /^\u3000{2}$/.test(run);
    if (run.length >= MANY_BLANKS) {
      return [{ from: index, to: index + run.length, kind: "unseen", name: `${run.length} blanks` }];
    }
    if (unusual === undefined || isIndent) {
      return [];
    }
    const name = `${codePointOf(unusual)}${run.length > 1 ? ` among ${run.length} blanks` : ""}`;
    return [{ from: index, to: index + run.length, kind: "unseen", name }];
  });
}

/** Whole lines of blanks, in great number. */
function blankLinesIn(text: string): Mark[] {
  return [...text.matchAll(BLANK_LINES)].map(({ 0: run, index }) => ({
    from: index,
    to: index + run.length,
    kind: "unseen",
    name: `${run.split("\n").length - 1} blank lines`,
  }));
}

function pilesIn(line: string): Mark[] {
  return [...line.matchAll(PILE)].flatMap(({ 0: pile, index }): Mark[] =>
    [...pile].some((each) => INVISIBLE.test(each))
      ? []
      : [{ from: index, to: index + pile.length, kind: "unseen", name: `${[...pile].length} combining marks` }],
  );
}

function mixedIn(line: string): Mark[] {
  const numbers = [...line.matchAll(NUMBER)].flatMap(({ 0: number, index }): Mark[] => {
    const strange = /[0-9]/.test(number) ? OTHER_DIGIT.exec(number)?.[0] : undefined;
    return strange === undefined
      ? []
      : [{ from: index, to: index + number.length, kind: "mixed", name: `mixed digits: ${strange} is ${codePointOf(strange)}` }];
  });
  const words = [...line.matchAll(WORD)].flatMap(({ 0: word, index }): Mark[] => {
    const strange =
      (LATIN.test(word) ? LOOKS_LATIN.exec(word)?.[0] : undefined) ?? (PLAIN_LATIN.test(word) ? OTHER_FORM.exec(word)?.[0] : undefined);
    return strange === undefined
      ? []
      : [{ from: index, to: index + word.length, kind: "mixed", name: `mixed alphabets: ${strange} is ${codePointOf(strange)}` }];
  });
  return [...numbers, ...words];
}

/** Names of hosts that could be read as Latin ones, and what looks like a slash or another sign of an address. */
function addressesIn(line: string): Mark[] {
  const names = [...line.matchAll(NAME)].flatMap(({ 0: name, index }): Mark[] =>
    OUTSIDE_ASCII.test(name) ? [{ from: index, to: index + name.length, kind: "address", name: asciiOf(name) }] : [],
  );
  const signs = [...line.matchAll(SIGN_IN_ADDRESS)].flatMap(({ 0: all, 1: sign = "", index }): Mark[] => {
    const at = index + all.length - sign.length;
    return names.some(({ from, to }) => from <= at && at < to)
      ? []
      : [{ from: at, to: at + sign.length, kind: "address", name: codePointOf(sign) }];
  });
  return [...names, ...signs].sort((a, b) => a.from - b.from);
}

/** A name of a host as it is asked for, or what it holds where that is another name in plain letters. */
function asciiOf(name: string): string {
  const strange = /[^\0-\x7f]/u.exec(name)?.[0] ?? "";
  try {
    const { hostname } = new URL(`https://${name.replaceAll("_", "-")}`);
    return hostname.includes("xn--") ? hostname : `${strange} is ${codePointOf(strange)}`;
  } catch {
    return `${strange} is ${codePointOf(strange)}`;
  }
}
