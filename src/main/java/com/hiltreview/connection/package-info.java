/** Limits of connections, in number and in time, so that no client takes the server away from the others. */
@NullMarked
package com.hiltreview.connection;

import org.jspecify.annotations.NullMarked;
