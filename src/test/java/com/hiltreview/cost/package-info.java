/** What a call costs, counted and not timed: what PostgreSQL reads for it, and the memory that it allocates. */
@NullMarked
package com.hiltreview.cost;

import org.jspecify.annotations.NullMarked;
