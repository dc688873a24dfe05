/** What was decided, in words and as digests, for models and machines. */
@NullMarked
package com.hiltreview.summary;

import org.jspecify.annotations.NullMarked;
