/** One signed call of a receiver: the address that it really goes to, the time that it may take, what came back. */
@NullMarked
package com.hiltreview.webhook;

import org.jspecify.annotations.NullMarked;
