/** What reviewers may change in the blocks of a task, and what comes of it. */
@NullMarked
package com.hiltreview.edit;

import org.jspecify.annotations.NullMarked;
