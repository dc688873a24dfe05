/** The ordered log of what happened to tasks, and the follower that reads it for all who wait on this instance. */
@NullMarked
package com.hiltreview.journal;

import org.jspecify.annotations.NullMarked;
