/** What a reviewer changed, as unified diffs and JSON patches. */
@NullMarked
package com.hiltreview.diff;

import org.jspecify.annotations.NullMarked;
