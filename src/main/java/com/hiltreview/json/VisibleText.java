package com.hiltreview.json;

/**
 * Defines blank text for the whole service: text in which a person sees nothing. Besides white space that includes control and
 * format characters, fillers and other characters without a glyph, which {@link String#isBlank} does not count.
 */
public final class VisibleText {
    private VisibleText() {}

    public static boolean isBlank(String text) {
        return text.codePoints().noneMatch(VisibleText::isVisible);
    }

    /** The text from its first visible character on, without trailing space; empty if it is blank. */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && !isVisible(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        int end = text.length();
        // A character without a glyph may modify the one before it, as in an emoji.
        while (end > start && isSpaceOrControl(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpaceOrControl(char c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL -> true;
            default -> false;
        };
    }

    public static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.SURROGATE -> false;
            case Character.FORMAT -> isShownThoughFormat(c);
            default -> !isInvisible(c);
        };
    }

    /** Visible format characters of Arabic, Syriac and Kaithi, such as U+06DD. */
    private static boolean isShownThoughFormat(int c) {
        return (c >= 0x0600 && c <= 0x0605)
                || c == 0x06DD
                || c == 0x070F
                || c == 0x0890
                || c == 0x0891
                || c == 0x08E2
                || c == 0x110BD
                || c == 0x110CD;
    }

    /** Letters, marks and symbols that are rendered as nothing: joiners, fillers, variation selectors. */
    private static boolean isInvisible(int c) {
        return switch (c) {
            case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0 -> true;
            default ->
                (c >= 0x180B && c <= 0x180F)
                        || (c >= 0xFE00 && c <= 0xFE0F)
                        || (c >= 0xFFF0 && c <= 0xFFF8)
                        || (c >= 0xE0000 && c <= 0xE0FFF);
        };
    }
}
