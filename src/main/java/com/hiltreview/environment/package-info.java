/** Reads environment variables, and collects what is wrong with them. */
@NullMarked
package com.hiltreview.environment;

import org.jspecify.annotations.NullMarked;
