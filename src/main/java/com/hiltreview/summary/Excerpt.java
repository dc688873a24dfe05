package com.hiltreview.summary;

import com.hiltreview.json.VisibleText;

/**
 * Shortens what agents and reviewers wrote, and escapes what would be invisible or would end the line, so that a text cannot
 * pass for a part of the summary that quotes it.
 */
final class Excerpt {
    /** Takes the place of what is left out. */
    static final String CUT = " … ";

    private Excerpt() {}

    /** In quotation marks, with the escapes of a JSON string. */
    static String quoted(String text, int limit) {
        return '"' + shortened(text, limit, true) + '"';
    }

    /** Without quotation marks, for JSON text and what cannot be confused. */
    static String plain(String text, int limit) {
        return shortened(text, limit, false);
    }

    /** @param limit in code points, escapes included; a text that is longer keeps its beginning and its end */
    private static String shortened(String text, int limit, boolean quotes) {
        var excerpt = new StringBuilder(Math.min(text.length(), limit));
        if (append(text, 0, limit, quotes, excerpt) == text.length()) {
            return excerpt.toString();
        }
        int endLimit = limit / 3;
        excerpt.setLength(0);
        append(text, 0, limit - endLimit - CUT.length(), quotes, excerpt);
        excerpt.append(CUT);
        append(text, endStart(text, endLimit, quotes), endLimit, quotes, excerpt);
        return excerpt.toString();
    }

    /** @return where it stopped because of the limit */
    private static int append(String text, int start, int limit, boolean quotes, StringBuilder excerpt) {
        int at = start;
        int left = limit;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int before = excerpt.length();
            left -= append(c, quotes, excerpt);
            if (left < 0) {
                excerpt.setLength(before);
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static int endStart(String text, int limit, boolean quotes) {
        var scratch = new StringBuilder();
        int at = text.length();
        int left = limit;
        while (at > 0) {
            int c = text.codePointBefore(at);
            left -= append(c, quotes, scratch);
            if (left < 0) {
                break;
            }
            at -= Character.charCount(c);
        }
        return at;
    }

    /** @return how many code points it appended */
    private static int append(int c, boolean quotes, StringBuilder excerpt) {
        int start = excerpt.length();
        if (quotes && (c == '"' || c == '\\')) {
            excerpt.append('\\').append((char) c);
        } else if (c == '\n') {
            excerpt.append("\\n");
        } else if (c == '\r') {
            excerpt.append("\\r");
        } else if (c == '\t') {
            excerpt.append("\\t");
        } else if (c == ' ' || VisibleText.isVisible(c)) {
            excerpt.appendCodePoint(c);
            return 1;
        } else {
            for (char unit : Character.toChars(c)) {
                excerpt.append("\\u%04x".formatted((int) unit));
            }
        }
        return excerpt.length() - start;
    }
}
