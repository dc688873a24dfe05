/** What happens to tasks, as server-sent events. */
@NullMarked
package com.hiltreview.stream;

import org.jspecify.annotations.NullMarked;
