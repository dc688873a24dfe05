/** What the tests share: a database, a running service, a client that checks the contract, a webhook receiver. */
@NullMarked
package com.hiltreview.testing;

import org.jspecify.annotations.NullMarked;
