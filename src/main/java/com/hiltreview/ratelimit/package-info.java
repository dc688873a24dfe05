/** How many requests a caller may make, and how many guesses an address. */
@NullMarked
package com.hiltreview.ratelimit;

import org.jspecify.annotations.NullMarked;
