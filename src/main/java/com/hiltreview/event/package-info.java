/** Decision events: written with the decision, queued for delivery, read and acknowledged in the pull feed. */
@NullMarked
package com.hiltreview.event;

import org.jspecify.annotations.NullMarked;
