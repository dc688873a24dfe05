package com.hiltreview.apikey;

/** What it costs somebody to try a key that was not right here lately. */
public interface Guess {
    /** Before the key is looked up; throws where nothing is left. */
    void spend();

    /** Where the key was right, or could not be looked up. */
    void giveBack();
}
