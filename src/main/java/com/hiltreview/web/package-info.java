/** What browsers may do here: host names, origins, the addresses that proxies report, and the headers of every answer. */
@NullMarked
package com.hiltreview.web;

import org.jspecify.annotations.NullMarked;
