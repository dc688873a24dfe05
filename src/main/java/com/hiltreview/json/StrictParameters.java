package com.hiltreview.json;

import com.hiltreview.error.InvalidParameterException;
import java.beans.PropertyEditorSupport;
import java.util.UUID;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Reads ids of paths and queries strictly; where a converter refuses one, Spring falls back on its own lenient editor. */
@ControllerAdvice
class StrictParameters {
    @InitBinder
    void readStrictly(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new UuidEditor());
    }

    private static final class UuidEditor extends PropertyEditorSupport {
        @Override
        public void setAsText(String text) {
            try {
                setValue(StrictJson.uuid(text));
            } catch (IllegalArgumentException malformed) {
                throw new InvalidParameterException("must be a UUID");
            }
        }
    }
}
