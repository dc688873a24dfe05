/** Where the data lives: the PostgreSQL that DATABASE_URL names, or an embedded one. */
@NullMarked
package com.hiltreview.database;

import org.jspecify.annotations.NullMarked;
