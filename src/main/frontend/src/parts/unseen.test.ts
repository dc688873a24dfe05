import { describe, expect, it } from "vitest";
import { marksIn, spelled, typed, unseenIn } from "./unseen";

const names = (text: string) => unseenIn(text).map((mark) => mark.name);

describe("marksIn", () => {
  it.each([
    ["pay\u200bpal", ["U+200B"]],
    ["abc\u202egnp.exe", ["U+202E"]],
    ["a\u2066b\u2069c", ["U+2066", "U+2069"]],
    ["\ufeffabc", ["U+FEFF"]],
    ["so\u00adft", ["U+00AD"]],
    ["a\u200eb\u200f", ["U+200E", "U+200F"]],
    ["a\u200cb\u200dc", ["U+200C", "U+200D"]],
    ["a\u2060\u2061\u2062\u2063\u2064b", ["U+2060", "U+2061", "U+2062", "U+2063", "U+2064"]],
    ["a\u061cb", ["U+061C"]],
    ["a\u180eb", ["U+180E"]],
    ["a\u3164b\u115f\u1160\uffa0", ["U+3164", "U+115F", "U+1160", "U+FFA0"]],
    ["a\u2800b", ["U+2800"]],
    ["pay\ufffc100", ["U+FFFC"]],
    ["a\u034fb\u17b4\u17b5c\ufff9\ufffa\ufffbd", ["U+034F", "U+17B4", "U+17B5", "U+FFF9", "U+FFFA", "U+FFFB"]],
    ["a\u{1d159}\u{1d173}\u{1d17a}b\ufdd0\u{1ffff}\u0378", ["U+1D159", "U+1D173", "U+1D17A", "U+FDD0", "U+1FFFF", "U+0378"]],
    ["a\u0007b\u0085", ["U+0007", "U+0085"]],
    ["a\u2028b\u2029c", ["U+2028", "U+2029"]],
    ["a\ufe0fb", ["U+FE0F"]],
    ["1\ufe0f", ["U+FE0F"]],
    ["😀\ufe0f\ufe0f\ufe0f", ["U+FE0F ×2"]],
    ["a\u{e0101}", ["U+E0101"]],
    ["漢\u{e0100}字\u{e0101}漢\u{e0102}字\u{e0103}", ["U+E0100", "U+E0101", "U+E0102", "U+E0103"]],
    ["ok\u{e0069}\u{e0067}\u{e006e}", ["U+E0069 tags “ign”"]],
    ["🏴\u{e0070}\u{e0061}\u{e0079}\u{e007f}", ["U+E0070 tags “pay·”"]],
    ["a\u200b\u200b\u200bb", ["U+200B ×3"]],
    [`to${" ".repeat(400)}Bob`, ["400 blanks"]],
    ["a\u00a0\u00a0\u00a0b", ["U+00A0 among 3 blanks"]],
    ["lone\rCR", ["CR"]],
    ["\ud800x", ["U+D800"]],
    ["\ue000x", ["U+E000"]],
    [`pay Acme\n${" \r\n".repeat(30)}and Bob\u200b\n${"\n".repeat(25)}`, ["30 blank lines", "U+200B", "25 blank lines"]],
    [`${"\n".repeat(20)}a`, ["20 blank lines"]],
    [`a\n${" ".repeat(50)}\n${"\n".repeat(19)}b`, ["20 blank lines"]],
    [`a${"\u0301".repeat(12)}`, ["12 combining marks"]],
    ["می\u200c\u200cخواهم", ["U+200C ×2"]],
    ["\u200cمی", ["U+200C"]],
  ])("names what cannot be seen in %j", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it.each([
    "Plain words,\twith a tab\nand\r\nlines.\r\n",
    "مرحبا بالعالم، السعر ٤٥٠ ريال",
    "שלום עולם, המחיר 450",
    "नमस्ते दुनिया, क्\u200dष और क्\u200cष",
    "می\u200cخواهم کتاب\u200cها را ببینم",
    "র\u200d্যাব ශ්\u200dරී ලංකා",
    "日本語の文章です。\u3000全角の空白も。",
    "\u3000\u3000段落の始め",
    `a${"\n".repeat(20)}b`,
    "辻\u{e0100}さん",
    "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️ ❤‍🔥 👁️‍🗨️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 1️⃣ #️⃣ 👍🏿 ✉️ ☎︎ 😀️",
    "12\u00a0000\u202f€ et «\u00a0bonjour\u00a0»",
    "สวัสดี\u200bชาวโลก ភាសា\u200bខ្មែរ",
    "é è ñ, Việt Nam, e\u0301\u0323",
    "x".repeat(10) + " ".repeat(20) + "y",
    "5 μm, 10 kΩ, π = 3.14",
    "Привет, мир. Ελληνικά και English",
    "Пишите на сайт.рф или на почту yandex.ru, спасибо.Он",
    "Բարեւ Հայաստան, ᏣᎳᎩ and ⲕⲩⲣⲓⲟⲥ",
    "１／２ の ＡＢＣ、例です。Amazon.co.jp：これ",
    "ratio 3∶4 and ½ or 1⁄2, e‑mail, 5−3",
    "müller.de and bücher.example",
    "see example.com (or www.example.com/a?b=c#d) - ok",
  ])("leaves %j as it is", (text) => {
    expect(marksIn(text)).toEqual([]);
  });

  it("underlines words that mix look-alike alphabets", () => {
    expect(marksIn("pay p\u0430ypal now")).toEqual([
      { from: 4, to: 10, kind: "mixed", name: "mixed alphabets: \u0430 is U+0430" },
    ]);
  });

  it.each([
    ["see аррӏе.com now", ["аррӏе.com"], ["xn--80ak6aa92e.com"]],
    ["pay at www.gооgle.com", ["www.gооgle.com"], ["www.xn--ggle-55da.com"]],
    ["gօօglе.com", ["gօօglе.com"], ["xn--ggl-tdd19na.com"]],
    ["jane@раураl.com", ["раураl.com"], ["xn--l-7sba6dbr.com"]],
    ["аррӏе.сом", ["аррӏе.сом"], ["xn--80ak6aa92e.xn--l1adi"]],
    ["paypaⅼ.com", ["paypaⅼ.com"], ["ⅼ is U+217C"]],
    ["bank.com∕login.evil.com", ["∕"], ["U+2215"]],
    ["https://bank.com⁄login", ["⁄"], ["U+2044"]],
    ["bank․com", ["bank․com"], ["․ is U+2024"]],
    ["bank.com․evil.com", ["bank.com․evil.com"], ["․ is U+2024"]],
  ])("points out the address in %j", (text, shown, expected) => {
    const marks = marksIn(text).filter(({ kind }) => kind === "address");
    expect(marks.map(({ from, to }) => text.slice(from, to))).toEqual(shown);
    expect(marks.map(({ name }) => name)).toEqual(expected);
  });

  it.each(["payраl", "gօօgle", "Ꭺcme", "ａcme Ltd", "𝐩ay"])("underlines %j, which mixes letters that look alike", (text) => {
    expect(marksIn(text).map(({ kind }) => kind)).toEqual(["mixed"]);
  });

  it.each([
    ["pay 45О EUR", ["45О"]],
    ["pay ৪00.00 EUR", ["৪00.00"]],
    ["pay 1.0০0", ["1.0০0"]],
    ["৪৫০ টাকা, ٤٥٠ ريال, ٤٬٥٠٠٫٢٥, 450, 1'000.50, ４５０円", []],
    ["10 и 20, корпус 5б, 2-й, H₂O, 10OO", []],
  ])("underlines the numbers of mixed digits in %j", (text, expected) => {
    expect(marksIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(expected);
  });

  it("covers exactly what it names, in order", () => {
    const text = "a\u200bb\nc\u202e d\n\u{e0041}\u{e0042}";
    expect(marksIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(["\u200b", "\u202e", "\u{e0041}\u{e0042}"]);
  });

  it("covers each invisible character of whatever stands around it, and overlaps nothing", () => {
    const pieces = ["a", "\u202e", "\u202e", "\r", "\n", "\r\n", "\n".repeat(20), " ", "\t", " ".repeat(45), "\u00a0", "\u0301".repeat(7), "\u0430a.com", "\ufffc", "👩🏽‍💻", "\u{e0041}"];
    let seed = 11;
    const next = (below: number) => (seed = (seed * 16807) % 2147483647) % below;
    for (let run = 0; run < 3000; run += 1) {
      const text = Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join("");
      const marks = marksIn(text);
      const overlap = marks.some(({ from, to }, at) => from < (marks[at - 1]?.to ?? 0) || to <= from);
      const covered = (index: number) => marks.some(({ from, to, kind }) => kind === "unseen" && from <= index && index < to);
      const bare = [...text.matchAll(/[\u202e\ufffc]|\udb40\udc41/g)].filter(({ index }) => !covered(index));
      // One assertion for each text, which keeps the test quick.
      expect({ text, overlap, bare }).toEqual({ text, overlap: false, bare: [] });
    }
  }, 30_000);

  it("is quick with long texts", () => {
    const text = "Слово word 漢字 😀 with  blanks\u00a0and é\n".repeat(2_000);
    const from = performance.now();
    expect(marksIn(text)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(3000);
    for (const piece of ["a-", "a.", "https:а", "аа-", "∕a.co", "a.co∕", "1", "1О", "৪1."]) {
      const start = performance.now();
      marksIn(piece.repeat(10_000));
      expect(performance.now() - start, piece).toBeLessThan(3000);
    }
  }, 30_000);
});

it("gives the text as it would be typed, and as it can be read aloud", () => {
  expect(typed("Acme\u200b Ltd")).toBe("Acme Ltd");
  expect(typed(`Acme${" ".repeat(100)}Ltd`)).toBe("Acme Ltd");
  expect(spelled("Acme\u202e Ltd")).toBe("Acme⟨U+202E⟩ Ltd");
});
