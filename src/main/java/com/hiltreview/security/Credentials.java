package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.ratelimit.RateLimitedException;

/** What came of the credentials of a request. */
sealed interface Credentials {
    record Valid(Caller caller) implements Credentials {}

    /** No key, and no session that is still open. */
    record None() implements Credentials {}

    /** @param shownKey what may be logged of the key */
    record WrongKey(String shownKey) implements Credentials {}

    /**
     * A key that was not looked up, or not in time, after too many wrong ones from its address.
     *
     * @param shownKey what may be logged of the key
     */
    record TooManyWrongKeys(String shownKey, RateLimitedException refusal) implements Credentials {}
}
