/** Whether the service can do its work. */
@NullMarked
package com.hiltreview.health;

import org.jspecify.annotations.NullMarked;
