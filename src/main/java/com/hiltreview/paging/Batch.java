package com.hiltreview.paging;

import org.jspecify.annotations.Nullable;

/**
 * One step of a long piece of work that goes through a table in an order.
 *
 * @param <P> a place in that order
 * @param rows how many rows it changed
 * @param next where the next step begins; null where nothing is left
 */
public record Batch<P>(int rows, @Nullable P next) {}
