package com.hiltreview.apikey;

import java.util.Optional;
import java.util.function.Supplier;

/** What it costs somebody to try a key that was not right here lately. */
public interface Guess {
    /** Looks a key up, if there is still a guess left, and spends it if there is no such key. */
    <T> Optional<T> risk(Supplier<Optional<T>> lookUp);
}
