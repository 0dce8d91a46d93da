/**
 * The network between the nodes of a local cluster, as something that can be broken: each node reaches each other one
 * through a TCP proxy of its own, and every direction of every link can be cut, refused or slowed.
 */
@NullMarked
package io.kvorum.harness.live.proxy;

import org.jspecify.annotations.NullMarked;
