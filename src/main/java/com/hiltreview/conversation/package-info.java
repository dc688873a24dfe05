/** What reviewers and agents say about a task, and what happened to it. */
@NullMarked
package com.hiltreview.conversation;

import org.jspecify.annotations.NullMarked;
