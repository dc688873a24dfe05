package com.hiltreview.apikey;

import java.util.Optional;
import java.util.function.Supplier;

/** Limits how fast somebody can try keys that were not valid here recently. */
public interface Guess {
    /** Looks a key up, and uses up a guess if there is no such key. If no guess is left, the look-up is slow. */
    <T> Optional<T> risk(Supplier<Optional<T>> lookUp);

    /** Uses up a guess for a text that cannot be a key. */
    void spend();
}
