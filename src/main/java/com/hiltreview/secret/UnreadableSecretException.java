package com.hiltreview.secret;

/** A stored secret was encrypted with another key or for another owner, or was altered. */
public class UnreadableSecretException extends IllegalStateException {
    UnreadableSecretException(Throwable cause) {
        super("The secret cannot be read: was ENCRYPTION_KEY changed?", cause);
    }
}
