/** Sources, their webhooks' settings, and the API keys of agents and administrators. */
@NullMarked
package com.hiltreview.source;

import org.jspecify.annotations.NullMarked;
