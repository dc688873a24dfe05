/** How the rows of a query are read, and one statement for callers that ask at the same time. */
@NullMarked
package com.hiltreview.sql;

import org.jspecify.annotations.NullMarked;
