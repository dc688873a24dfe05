/** Looks for tasks whose time is up, twice a second on each instance. */
@NullMarked
package com.hiltreview.expiry;

import org.jspecify.annotations.NullMarked;
