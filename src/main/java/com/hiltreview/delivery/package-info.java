/** Decision events, and how they reach the executor: pushed and pulled. */
@NullMarked
package com.hiltreview.delivery;

import org.jspecify.annotations.NullMarked;
