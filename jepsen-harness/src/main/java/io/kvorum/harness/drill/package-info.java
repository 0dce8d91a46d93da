/**
 * Drills: a cluster of real processes under load and under faults by a seeded schedule. Every operation is recorded, and the
 * history is judged by the checkers that know nothing of clusters ({@link io.kvorum.harness.checker.linear},
 * {@link io.kvorum.harness.checker.eventual}).
 *
 * <p>Clients are those of the public Java client, each with connections of its own, as if each was a process of its own. What a
 * client was told is written down as it was told; what is not known stays unknown.
 *
 * <p>Renders nothing: it tells a {@link io.kvorum.harness.drill.DrillListener} what happens, and ends with a
 * {@link io.kvorum.harness.drill.DrillReport}. Leaves no process behind, also when it is interrupted.
 */
@NullMarked
package io.kvorum.harness.drill;

import org.jspecify.annotations.NullMarked;
