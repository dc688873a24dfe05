/** Wakes requests that wait for something to happen, on every instance. */
@NullMarked
package com.hiltreview.live;

import org.jspecify.annotations.NullMarked;
