/** Changes that a reviewer asks for, and the revision that an agent proposes instead. */
@NullMarked
package com.hiltreview.revision;

import org.jspecify.annotations.NullMarked;
