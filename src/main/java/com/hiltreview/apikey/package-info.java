/** The API keys of agents and administrators. */
@NullMarked
package com.hiltreview.apikey;

import org.jspecify.annotations.NullMarked;
