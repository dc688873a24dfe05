/** Answers that may be large: how many are under way at once, and how they are written. */
@NullMarked
package com.hiltreview.answer;

import org.jspecify.annotations.NullMarked;
