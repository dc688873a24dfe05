package com.hiltreview.paging;

import com.hiltreview.error.ValidationException;
import com.hiltreview.secret.Hmac;
import com.hiltreview.secret.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.springframework.stereotype.Component;

/** Makes places in a list opaque, bound to that very list, and impossible to forge. */
@Component
public class Cursors {
    private static final int TAG_BYTES = 12;

    private final Hmac hmac;

    Cursors(SecretSettings settings) {
        this.hmac = Hmac.derivedFrom(Base64.getDecoder().decode(settings.encryptionKey()), "cursors");
    }

    /**
     * @param list what the place is in: the sort and every filter, or the feed's source
     * @param place the place, in the list's own words
     */
    public String encode(String list, String place) {
        var bytes = place.getBytes(StandardCharsets.UTF_8);
        var cursor = Arrays.copyOf(tag(list, bytes), TAG_BYTES + bytes.length);
        System.arraycopy(bytes, 0, cursor, TAG_BYTES, bytes.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /** @throws ValidationException if it was tampered with or made for another list, naming {@code parameter} */
    public String decode(String list, String cursor, String parameter) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            throw foreign(parameter);
        }
        if (bytes.length <= TAG_BYTES) {
            throw foreign(parameter);
        }
        var place = Arrays.copyOfRange(bytes, TAG_BYTES, bytes.length);
        // The text is compared as well: base64 leaves room for several spellings of the same bytes.
        if (!Hmac.same(Arrays.copyOf(bytes, TAG_BYTES), tag(list, place))
                || !cursor.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
            throw foreign(parameter);
        }
        return new String(place, StandardCharsets.UTF_8);
    }

    private byte[] tag(String list, byte[] place) {
        return Arrays.copyOf(hmac.sign(list.getBytes(StandardCharsets.UTF_8), new byte[1], place), TAG_BYTES);
    }

    private static ValidationException foreign(String parameter) {
        return new ValidationException(parameter, "is not a cursor of this list with this sort and these filters");
    }
}
