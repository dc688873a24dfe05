/** What reviewers may change in the blocks of a task, and the result. */
@NullMarked
package com.hiltreview.edit;

import org.jspecify.annotations.NullMarked;
