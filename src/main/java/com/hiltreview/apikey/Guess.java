package com.hiltreview.apikey;

import java.util.Optional;
import java.util.function.Supplier;

/** What it costs somebody to try a key that was not right here lately. */
public interface Guess {
    /** Looks a key up, if there is still a guess left, and spends it if there is no such key. Without one it is slow. */
    <T> Optional<T> risk(Supplier<Optional<T>> lookUp);

    /** Spends a guess on something that cannot be a key. */
    void spend();
}
