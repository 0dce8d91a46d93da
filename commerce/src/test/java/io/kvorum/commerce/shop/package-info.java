/** What tests of several services share: aggregates and services on a store in memory, and a client that holds answers to their description. */
@NullMarked
package io.kvorum.commerce.shop;

import org.jspecify.annotations.NullMarked;
