package com.hiltreview.proposal;

import com.hiltreview.json.VisibleText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The short texts that a task is listed and found by. */
public final class Headline {
    private static final int MAX_CHARACTERS = 200;
    /** In code units, and so at most 1,500 bytes: PostgreSQL takes no words over 2 KiB. */
    private static final int MAX_WORD_LENGTH = 500;

    private static final String MARKUP = "#>-*";
    private static final Pattern WHITE_SPACE = Pattern.compile("(?U)\\s+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Headline() {}

    static String title(@Nullable String given, @Nullable JsonNode metadata, List<ArtifactBlock> blocks) {
        if (given != null) {
            return given;
        }
        if (metadata != null && metadata.path("summary").isString()) {
            var summary = VisibleText.strip(metadata.path("summary").stringValue());
            if (!summary.isEmpty()) {
                return cut(summary);
            }
        }
        for (var block : blocks) {
            if (block.type().isText()) {
                for (var line : (Iterable<String>) block.content().stringValue().lines()::iterator) {
                    var text = withoutMarkup(line);
                    if (!text.isEmpty()) {
                        return cut(text);
                    }
                }
            }
        }
        var first = blocks.getFirst();
        return first.label() != null ? first.label() : first.id();
    }

    /** A line without the signs of a heading, quotation or list at its beginning. */
    private static String withoutMarkup(String line) {
        int start = 0;
        while (start < line.length()
                && (MARKUP.indexOf(line.charAt(start)) >= 0 || !VisibleText.isVisible(line.codePointAt(start)))) {
            start += Character.charCount(line.codePointAt(start));
        }
        return VisibleText.strip(line.substring(start));
    }

    static @Nullable String preview(List<ArtifactBlock> blocks) {
        for (var block : blocks) {
            if (block.type().isText()) {
                var content = block.content().stringValue();
                var folded = VisibleText.strip(WHITE_SPACE.matcher(content).replaceAll(" "));
                return folded.isEmpty() ? null : cut(folded);
            }
        }
        return null;
    }

    /** The words of a text, case and accents folded, in their order; the end of an overlong one does not count. */
    public static List<String> words(String text) {
        var decomposed =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        var words = new ArrayList<String>();
        for (var word : NO_WORD.split(fold(decomposed.toLowerCase(Locale.ROOT)))) {
            // Fillers are letters to Unicode.
            if (!VisibleText.isBlank(word)) {
                words.add(beginning(word));
            }
        }
        return words;
    }

    /** Letters that Unicode does not take apart, and those that are written otherwise in capitals. */
    private static String fold(String lowerCase) {
        var folded = new StringBuilder(lowerCase.length());
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = lowerCase.charAt(i);
            switch (c) {
                case '\u00df' -> folded.append("ss");
                case '\u00e6' -> folded.append("ae");
                case '\u0153' -> folded.append("oe");
                case '\u00fe' -> folded.append("th");
                case '\u00f8' -> folded.append('o');
                case '\u0142' -> folded.append('l');
                case '\u0111', '\u00f0' -> folded.append('d');
                case '\u0127' -> folded.append('h');
                case '\u0167' -> folded.append('t');
                case '\u0131' -> folded.append('i');
                case '\u03c2' -> folded.append('\u03c3');
                default -> folded.append(c);
            }
        }
        return folded.toString();
    }

    private static String beginning(String word) {
        if (word.length() <= MAX_WORD_LENGTH) {
            return word;
        }
        boolean splitsPair = Character.isHighSurrogate(word.charAt(MAX_WORD_LENGTH - 1));
        return word.substring(0, splitsPair ? MAX_WORD_LENGTH - 1 : MAX_WORD_LENGTH);
    }

    /** What {@code q} looks in: each word of title and preview once, separated by single spaces. */
    static String searchText(String title, @Nullable String preview) {
        return String.join(" ", new LinkedHashSet<>(words(preview == null ? title : title + " " + preview)));
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_CHARACTERS
                ? text
                : VisibleText.strip(text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)));
    }
}
