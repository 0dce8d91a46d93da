package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteWriter;

/**
 * What a replicated value keeps of its history: the events that are still in force, each under its dot. Together with the
 * context of all events that were seen it is a {@link Causal}; what the context holds and the store does not was removed.
 *
 * <p><b>Specification.</b> A history is a set of operations; each has a dot and the set of dots that it removes, which are
 * those of its target that were in force in what its caller had read. An operation is <em>in force</em> for somebody who
 * knows the history H if no operation in H removes its dot. The value is a function of the operations in force, given by each type. It depends on
 * neither the order in which H became known nor on how often.
 *
 * <p>One dot belongs to one operation on one target: an operation that touches two fields takes two dots. Values are
 * immutable; equal states have equal bytes.
 *
 * @param <S> the type itself
 */
public sealed interface DotStore<S extends DotStore<S>> permits Register, OrSet, PnCounter, OrMap {
    Kind kind();

    boolean isEmpty();

    /** What a caller who has read this removes when it removes or replaces all of it. */
    DotSet dots();

    /** Keeps what both have, and what one has and the other's context does not cover. */
    S join(DotSet context, S other, DotSet otherContext);

    /** Canonical bytes, without the context. */
    void writeTo(ByteWriter out);
}
