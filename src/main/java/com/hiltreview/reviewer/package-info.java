/** Reviewers, and how they sign in. */
@NullMarked
package com.hiltreview.reviewer;

import org.jspecify.annotations.NullMarked;
