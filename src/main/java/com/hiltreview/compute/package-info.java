/** Keeps long computations off the threads that serve requests. */
@NullMarked
package com.hiltreview.compute;

import org.jspecify.annotations.NullMarked;
