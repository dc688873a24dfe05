/** How many connections clients may keep, and for how long: one client must not take the server from the others. */
@NullMarked
package com.hiltreview.connection;

import org.jspecify.annotations.NullMarked;
