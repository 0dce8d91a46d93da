/**
 * Kvorum as a database of YCSB, the benchmark that most stores are measured with: <a
 * href="https://github.com/brianfrankcooper/YCSB">github.com/brianfrankcooper/YCSB</a>.
 *
 * <p>Measures nothing itself, and uses nothing but Kvorum's client.
 */
@NullMarked
package io.kvorum.bench.ycsb;

import org.jspecify.annotations.NullMarked;
