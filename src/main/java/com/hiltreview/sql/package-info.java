/** How the rows of a query are read. */
@NullMarked
package com.hiltreview.sql;

import org.jspecify.annotations.NullMarked;
