/** The database: the PostgreSQL server of DATABASE_URL, or an embedded one. */
@NullMarked
package com.hiltreview.database;

import org.jspecify.annotations.NullMarked;
