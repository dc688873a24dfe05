/** Reviewers' sessions: how long they last, how their cookie is signed, and how they are kept. */
@NullMarked
package com.hiltreview.session;

import org.jspecify.annotations.NullMarked;
